//! Why an evaluation failed.

use rsjsonnet_lang::ast::{BinaryOp, UnaryOp};
use rsjsonnet_lang::program::{EvalErrorKind as Kind, EvalErrorValueType as Type};
use rsjsonnet_lang::span::SpanId;

use super::super::failure::shorten;

pub(super) fn text(kind: &Kind) -> String {
    match kind {
        Kind::StackOverflow => "the template calls itself too deeply (more than 500)".to_owned(),
        Kind::InfiniteRecursion => "this value is defined by itself".to_owned(),
        Kind::InvalidIndexedType { got_type, .. } => format!("{} can't be indexed", a(*got_type)),
        Kind::InvalidSlicedType { got_type, .. } => format!("{} can't be sliced", a(*got_type)),
        Kind::SliceIndexOrStepIsNotNumber { got_type, .. }
        | Kind::StringIndexIsNotNumber { got_type, .. }
        | Kind::ArrayIndexIsNotNumber { got_type, .. } => {
            format!("the index must be a number, not {}", a(*got_type))
        }
        Kind::NumericIndexIsNotValid { index, .. } => {
            format!(
                "the index {} is not a whole number of 0 or more",
                shorten(index, 40)
            )
        }
        Kind::NumericIndexOutOfRange { index, length, .. } => {
            format!("there is no item {index}: the length is {length}")
        }
        Kind::ObjectIndexIsNotString { got_type, .. } => {
            format!("the name of a field must be a string, not {}", a(*got_type))
        }
        Kind::RepeatedFieldName { name, .. } => {
            format!("the field `{}` is defined twice", shorten(name, 80))
        }
        Kind::FieldNameIsNotString { got_type, .. } => {
            format!("the name of a field must be a string, not {}", a(*got_type))
        }
        Kind::UnknownObjectField { field_name, .. } => {
            format!("there is no field `{}`", shorten(field_name, 80))
        }
        Kind::FieldOfNonObject { .. } => "only an object has fields".to_owned(),
        Kind::SuperWithoutSuperObject { .. } => "there is nothing that `super` means".to_owned(),
        Kind::ForSpecValueIsNotArray { got_type, .. } => {
            format!("`for` goes over an array, not {}", a(*got_type))
        }
        Kind::CondIsNotBool { got_type, .. } => {
            format!("the condition must be true or false, not {}", a(*got_type))
        }
        Kind::CalleeIsNotFunction { got_type, .. } => format!("{} can't be called", a(*got_type)),
        Kind::TooManyCallArgs { num_params, .. } => {
            format!("too many arguments: the function takes {num_params}")
        }
        Kind::UnknownCallParam { param_name, .. } => {
            format!(
                "the function has no parameter `{}`",
                shorten(param_name, 80)
            )
        }
        Kind::RepeatedCallParam { param_name, .. } => {
            format!("the argument `{}` is given twice", shorten(param_name, 80))
        }
        Kind::CallParamNotBound { param_name, .. } => {
            format!("the argument `{}` is missing", shorten(param_name, 80))
        }
        Kind::NativeCallFailed => "there are no native functions".to_owned(),
        Kind::InvalidUnaryOpType { op, rhs_type, .. } => {
            format!("`{}` can't be applied to {}", unary(*op), a(*rhs_type))
        }
        Kind::InvalidBinaryOpTypes {
            op,
            lhs_type,
            rhs_type,
            ..
        } => {
            format!(
                "`{}` can't be applied to {} and {}",
                binary(*op),
                a(*lhs_type),
                a(*rhs_type)
            )
        }
        Kind::NumberNotBitwiseSafe { .. } => "the number is too large for its bits".to_owned(),
        Kind::NumberOverflow { .. } => "the number is too large".to_owned(),
        Kind::NumberNan { .. } => "the result is not a number".to_owned(),
        Kind::DivByZero { .. } => "division by zero".to_owned(),
        Kind::ShiftByNegative { .. } => "a shift by a negative number".to_owned(),
        Kind::InvalidStdFuncArgType {
            func_name,
            arg_index,
            expected_types,
            got_type,
        } => {
            let expected: Vec<_> = expected_types.iter().map(|kind| a(*kind)).collect();
            let expected = expected.join(" or ");
            let number = arg_index + 1;
            format!(
                "argument {number} of std.{func_name} must be {expected}, not {}",
                a(*got_type)
            )
        }
        Kind::AssertFailed { message, .. } => match message {
            None => "an assertion failed".to_owned(),
            Some(message) => format!("an assertion failed: {message}"),
        },
        Kind::AssertEqualFailed { lhs, rhs } => {
            format!("not equal: {} and {}", shorten(lhs, 200), shorten(rhs, 200))
        }
        Kind::ExplicitError { message, .. } | Kind::Other { message, .. } => message.clone(),
        Kind::ImportFailed { path, .. } => format!("can't import '{}'", shorten(path, 120)),
        Kind::UnknownExtVar { name } => format!(
            "there is no external variable `{}`: data reaches a template as the argument `data`",
            shorten(name, 80)
        ),
        Kind::ManifestFunction => "the message has a function in it".to_owned(),
        Kind::CompareNullInequality => "null is neither smaller nor larger".to_owned(),
        Kind::CompareBooleanInequality => "true and false have no order".to_owned(),
        Kind::CompareObjectInequality => "objects have no order".to_owned(),
        Kind::CompareFunctions => "functions can't be compared".to_owned(),
        Kind::CompareDifferentTypesInequality { lhs_type, rhs_type } => {
            format!("{} and {} have no order", a(*lhs_type), a(*rhs_type))
        }
        Kind::PrimitiveEqualsNonPrimitive { got_type } => {
            format!("std.primitiveEquals does not take {}", a(*got_type))
        }
    }
}

/// The place that the error itself names.
pub(super) fn span(kind: &Kind) -> Option<SpanId> {
    match kind {
        Kind::InvalidIndexedType { span, .. }
        | Kind::InvalidSlicedType { span, .. }
        | Kind::SliceIndexOrStepIsNotNumber { span, .. }
        | Kind::StringIndexIsNotNumber { span, .. }
        | Kind::ArrayIndexIsNotNumber { span, .. }
        | Kind::NumericIndexIsNotValid { span, .. }
        | Kind::NumericIndexOutOfRange { span, .. }
        | Kind::ObjectIndexIsNotString { span, .. }
        | Kind::RepeatedFieldName { span, .. }
        | Kind::FieldNameIsNotString { span, .. }
        | Kind::UnknownObjectField { span, .. }
        | Kind::FieldOfNonObject { span }
        | Kind::SuperWithoutSuperObject { span }
        | Kind::ForSpecValueIsNotArray { span, .. }
        | Kind::CondIsNotBool { span, .. }
        | Kind::InvalidUnaryOpType { span, .. }
        | Kind::AssertFailed { span, .. }
        | Kind::ExplicitError { span, .. }
        | Kind::ImportFailed { span, .. } => Some(*span),
        Kind::CalleeIsNotFunction { span, .. }
        | Kind::TooManyCallArgs { span, .. }
        | Kind::UnknownCallParam { span, .. }
        | Kind::RepeatedCallParam { span, .. }
        | Kind::CallParamNotBound { span, .. }
        | Kind::InvalidBinaryOpTypes { span, .. }
        | Kind::NumberNotBitwiseSafe { span }
        | Kind::NumberOverflow { span }
        | Kind::NumberNan { span }
        | Kind::DivByZero { span }
        | Kind::ShiftByNegative { span }
        | Kind::Other { span, .. } => *span,
        Kind::StackOverflow
        | Kind::InfiniteRecursion
        | Kind::NativeCallFailed
        | Kind::InvalidStdFuncArgType { .. }
        | Kind::AssertEqualFailed { .. }
        | Kind::UnknownExtVar { .. }
        | Kind::ManifestFunction
        | Kind::CompareNullInequality
        | Kind::CompareBooleanInequality
        | Kind::CompareObjectInequality
        | Kind::CompareFunctions
        | Kind::CompareDifferentTypesInequality { .. }
        | Kind::PrimitiveEqualsNonPrimitive { .. } => None,
    }
}

fn a(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Bool => "a boolean",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Array => "an array",
        Type::Object => "an object",
        Type::Function => "a function",
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Minus => "-",
        UnaryOp::Plus => "+",
        UnaryOp::BitwiseNot => "~",
        UnaryOp::LogicNot => "!",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::In => "in",
        BinaryOp::BitwiseAnd => "&",
        BinaryOp::BitwiseOr => "|",
        BinaryOp::BitwiseXor => "^",
        BinaryOp::LogicAnd => "&&",
        BinaryOp::LogicOr => "||",
    }
}
