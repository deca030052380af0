//! Events: what a record holds. Only scalars are read; images, histograms and graphs are passed over.

use prost::Message;

/// The scalars of one step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SummaryEvent {
    /// Seconds since 1970.
    pub(crate) wall_time: f64,
    pub(crate) step: i64,
    /// Whether the training was restarted, so that what was written of later steps is no longer so.
    pub(crate) restarts: bool,
    pub(crate) scalars: Vec<Scalar>,
}

/// One value under its name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar {
    pub(crate) tag: String,
    pub(crate) value: f64,
}

/// `tensorboard/compat/proto/event.proto`, as far as it is needed.
#[derive(Clone, PartialEq, Message)]
struct EventMessage {
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(string, optional, tag = "3")]
    file_version: Option<String>,
    #[prost(message, optional, tag = "5")]
    summary: Option<SummaryMessage>,
    #[prost(message, optional, tag = "7")]
    session_log: Option<SessionMessage>,
}

#[derive(Clone, PartialEq, Message)]
struct SessionMessage {
    #[prost(int32, tag = "1")]
    status: i32,
}

/// The session has started, perhaps again.
const START: i32 = 1;

/// `summary.proto`.
#[derive(Clone, PartialEq, Message)]
struct SummaryMessage {
    #[prost(message, repeated, tag = "1")]
    values: Vec<ValueMessage>,
}

#[derive(Clone, PartialEq, Message)]
struct ValueMessage {
    #[prost(string, tag = "1")]
    tag: String,
    #[prost(float, optional, tag = "2")]
    simple_value: Option<f32>,
    #[prost(message, optional, tag = "8")]
    tensor: Option<TensorMessage>,
}

/// `tensor.proto`: the forms that a scalar can have.
#[derive(Clone, PartialEq, Message)]
struct TensorMessage {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(bytes = "vec", tag = "4")]
    content: Vec<u8>,
    #[prost(float, repeated, tag = "5")]
    floats: Vec<f32>,
    #[prost(double, repeated, tag = "6")]
    doubles: Vec<f64>,
    #[prost(int32, repeated, tag = "7")]
    ints: Vec<i32>,
    #[prost(int64, repeated, tag = "10")]
    longs: Vec<i64>,
}

/// `types.proto`.
#[cfg(test)]
mod types {
    pub(super) const FLOAT: i32 = 1;
    pub(super) const DOUBLE: i32 = 2;
    pub(super) const INT32: i32 = 3;
    pub(super) const INT64: i32 = 9;
}

#[cfg(test)]
impl TensorMessage {
    /// Its number, if it is a single one.
    fn scalar(&self) -> Option<f64> {
        let content = &self.content[..];
        match self.kind {
            types::FLOAT => one(&self.floats)
                .map(f64::from)
                .or_else(|| content.try_into().ok().map(|bytes| f64::from(f32::from_le_bytes(bytes)))),
            types::DOUBLE => one(&self.doubles).or_else(|| content.try_into().ok().map(f64::from_le_bytes)),
            types::INT32 => one(&self.ints)
                .map(f64::from)
                .or_else(|| content.try_into().ok().map(|bytes| f64::from(i32::from_le_bytes(bytes)))),
            types::INT64 => one(&self.longs)
                .or_else(|| content.try_into().ok().map(i64::from_le_bytes))
                .map(|number| number as f64),
            _ => None,
        }
    }
}

#[cfg(test)]
fn one<T: Copy>(values: &[T]) -> Option<T> {
    if let [value] = values { Some(*value) } else { None }
}

impl SummaryEvent {
    /// The event in these bytes; `None` if they are none.
    #[cfg(test)]
    pub(crate) fn read(data: &[u8]) -> Option<Self> {
        let message = EventMessage::decode(data).ok()?;
        let values = message.summary.map_or_else(Vec::new, |summary| summary.values);
        let scalar = |value: ValueMessage| {
            let number = value.simple_value.map(f64::from).or_else(|| value.tensor?.scalar())?;
            Some(Scalar { tag: value.tag, value: number })
        };
        Some(Self {
            wall_time: message.wall_time,
            step: message.step,
            restarts: message.session_log.is_some_and(|session| session.status == START),
            scalars: values.into_iter().filter_map(scalar).collect(),
        })
    }

    /// The same as bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let value = |scalar: &Scalar| ValueMessage {
            tag: scalar.tag.clone(),
            simple_value: Some(scalar.value as f32),
            tensor: None,
        };
        let values: Vec<ValueMessage> = self.scalars.iter().map(value).collect();
        let message = EventMessage {
            wall_time: self.wall_time,
            step: self.step,
            file_version: None,
            summary: (!values.is_empty()).then_some(SummaryMessage { values }),
            session_log: self.restarts.then_some(SessionMessage { status: START }),
        };
        message.encode_to_vec()
    }

    /// What a file begins with.
    pub(crate) fn first(wall_time: f64) -> Vec<u8> {
        let file_version = Some("brain.Event:2".to_owned());
        EventMessage { wall_time, file_version, ..EventMessage::default() }.encode_to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::{types::*, *};

    #[test]
    fn an_event_reads_back_as_it_was_written() {
        let scalar = |tag: &str, value| Scalar { tag: tag.into(), value };
        let event = SummaryEvent {
            wall_time: 1.5,
            step: 12,
            restarts: false,
            scalars: vec![scalar("loss", 0.25), scalar("test accuracy", f64::INFINITY)],
        };
        assert_eq!(SummaryEvent::read(&event.bytes()), Some(event.clone()));
        let restart = SummaryEvent { restarts: true, scalars: Vec::new(), ..event };
        assert_eq!(SummaryEvent::read(&restart.bytes()), Some(restart));
        // Hand-made after the definition: field 1 a double, field 2 a number, field 5 a message.
        let bytes =
            b"\x09\x00\x00\x00\x00\x00\x00\xf8\x3f\x10\x0c\x2a\x0d\x0a\x0b\x0a\x04loss\x15\x00\x00\x80\x3e";
        assert_eq!(SummaryEvent::read(bytes).unwrap().scalars, [scalar("loss", 0.25)]);
    }

    #[test]
    fn scalars_in_tensors_are_read_in_every_form() {
        let tensor = |kind, content: &[u8]| TensorMessage {
            kind,
            content: content.to_vec(),
            ..TensorMessage::default()
        };
        for (tensor, expected) in [
            (TensorMessage { kind: FLOAT, floats: vec![0.5], ..TensorMessage::default() }, Some(0.5)),
            (tensor(FLOAT, &0.5_f32.to_le_bytes()), Some(0.5)),
            (tensor(DOUBLE, &0.1_f64.to_le_bytes()), Some(0.1)),
            (tensor(INT32, &7_i32.to_le_bytes()), Some(7.0)),
            (tensor(INT64, &7_i64.to_le_bytes()), Some(7.0)),
            (TensorMessage { kind: INT64, longs: vec![9], ..TensorMessage::default() }, Some(9.0)),
            (tensor(FLOAT, &[0; 8]), None),
            (tensor(7, b"words"), None),
        ] {
            assert_eq!(tensor.scalar(), expected, "{tensor:?}");
        }
    }

    #[test]
    fn any_bytes_are_an_event_or_none() {
        let event = SummaryEvent {
            wall_time: 1.0,
            step: 3,
            restarts: true,
            scalars: vec![Scalar { tag: "a".into(), value: 1.0 }],
        };
        let bytes = event.bytes();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let _ = SummaryEvent::read(&changed);
            }
            let _ = SummaryEvent::read(&bytes[..at]);
        }
    }
}
