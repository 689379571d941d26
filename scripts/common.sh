# Sourced by the other scripts: where things are.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Cargo's tools that were not there are kept here, so that a machine is left as it was found.
TOOLS="${CARGO_TARGET_DIR:-target}/tools"
case "$TOOLS" in /*) ;; *) TOOLS="$PWD/$TOOLS" ;; esac
export PATH="$TOOLS/bin:$PATH"

JUDGES_VENV=.venv/judges
SDK_0_6_VENV=.venv/sdk-0.6

say() { printf '%s\n' "$*"; }

have() { command -v "$1" >/dev/null 2>&1; }
