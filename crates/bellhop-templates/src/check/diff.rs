//! The lines in which two texts differ, with some equal lines around them.

/// Most lines of each side that are shown.
const LINES_MAX: usize = 40;
/// Equal lines that are shown around those that differ.
const CONTEXT: usize = 2;
/// Beyond so many pairs of lines, those that could be equal are not looked for: everything between the
/// first and the last difference is shown, which is plain but never wrong.
const PAIRS_MAX: usize = 1_000_000;

/// A line, and whose it is: `-`, `+`, or a blank for both.
type Line<'a> = (char, &'a str);

/// `-` for lines of `wanted`, `+` for lines of `found`.
pub(super) fn lines(wanted: &str, found: &str) -> String {
    let (wanted, found): (Vec<_>, Vec<_>) = (wanted.lines().collect(), found.lines().collect());
    let pairs = wanted.iter().zip(&found);
    let before = pairs.take_while(|(wanted, found)| wanted == found).count();
    let (wanted_rest, found_rest) = (&wanted[before..], &found[before..]);
    let pairs = wanted_rest.iter().rev().zip(found_rest.iter().rev());
    let after = pairs.take_while(|(wanted, found)| wanted == found).count();
    let (wanted_part, rest) = wanted_rest.split_at(wanted_rest.len() - after);
    let found_part = &found_rest[..found_rest.len() - after];
    if wanted_part.is_empty() && found_part.is_empty() {
        return String::new();
    }
    let mut all: Vec<Line<'_>> = wanted[before.saturating_sub(CONTEXT)..before]
        .iter()
        .map(|line| (' ', *line))
        .collect();
    all.extend(steps(wanted_part, found_part));
    all.extend(rest.iter().take(CONTEXT).map(|line| (' ', *line)));
    written(&all)
}

/// From one text to the other, with as many equal lines as there are in their order.
fn steps<'a>(wanted: &[&'a str], found: &[&'a str]) -> Vec<Line<'a>> {
    let (rows, columns) = (wanted.len(), found.len());
    let mut steps = Vec::with_capacity(rows + columns);
    let (mut row, mut column) = (0, 0);
    if rows.saturating_mul(columns) <= PAIRS_MAX {
        // How many lines are equal, at the most, from each pair of lines on.
        let width = columns + 1;
        let mut equal = vec![0_u32; (rows + 1) * width];
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                let here = row * width + column;
                equal[here] = match wanted[row] == found[column] {
                    true => equal[here + width + 1] + 1,
                    false => equal[here + width].max(equal[here + 1]),
                };
            }
        }
        while row < rows && column < columns {
            let here = row * width + column;
            if wanted[row] == found[column] {
                steps.push((' ', wanted[row]));
                (row, column) = (row + 1, column + 1);
            } else if equal[here + width] >= equal[here + 1] {
                steps.push(('-', wanted[row]));
                row += 1;
            } else {
                steps.push(('+', found[column]));
                column += 1;
            }
        }
    }
    steps.extend(wanted[row..].iter().map(|line| ('-', *line)));
    steps.extend(found[column..].iter().map(|line| ('+', *line)));
    steps
}

/// The lines as text: of many equal ones between two differences only the first and last.
fn written(all: &[Line<'_>]) -> String {
    let mut text = String::new();
    for part in all.chunk_by(|(mark, _), (next, _)| mark == next) {
        let mark = part[0].0;
        let (shown_max, last) = match mark {
            ' ' if part.len() > 2 * CONTEXT + 1 => (CONTEXT, CONTEXT),
            ' ' => (part.len(), 0),
            _ => (LINES_MAX, 0),
        };
        for (mark, line) in part.iter().take(shown_max) {
            text += &format!("{mark} {line}\n");
        }
        let hidden = part.len().saturating_sub(shown_max + last);
        if hidden > 0 {
            text += &format!("{mark} … {hidden} more lines\n");
        }
        for (mark, line) in &part[part.len() - last..] {
            text += &format!("{mark} {line}\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(from: usize, until: usize) -> String {
        (from..until)
            .map(|number| format!("line {number}\n"))
            .collect()
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(lines("a\nb\n", "a\nb\n"), "");
    }

    #[test]
    fn changed_lines_are_shown_with_those_around_them() {
        let found = numbered(0, 9).replace("line 4", "other");

        insta::assert_snapshot!(lines(&numbered(0, 9), &found), @"
          line 2
          line 3
        - line 4
        + other
          line 5
          line 6
        ");
    }

    #[test]
    fn what_is_equal_between_two_differences_is_left_out() {
        let found = numbered(0, 20)
            .replace("line 2\n", "")
            .replace("line 15\n", "line 15\nmore\n");

        insta::assert_snapshot!(lines(&numbered(0, 20), &found), @"
          line 0
          line 1
        - line 2
          line 3
          line 4
          … 9 more lines
          line 14
          line 15
        + more
          line 16
          line 17
        ");
    }

    #[test]
    fn very_long_differences_are_cut() {
        let text = lines(&numbered(0, 2_000), &numbered(5_000, 7_000));

        assert_eq!(text.lines().count(), 82);
        assert!(
            text.contains("\n- … 1960 more lines\n+ line 5000\n"),
            "{text}"
        );
    }
}
