//! What lines of a trainer are read as, and what is said of those that are none.

use proptest::prelude::*;

use super::*;
use crate::{session::Allowed, text::sanitized};

proptest! {
    #[test]
    fn any_line_is_a_message_or_told(text in ".*", number in any::<f64>(), step in any::<u64>()) {
        let _ = TrainerMessage::parse(text.as_bytes());
        let quoted = serde_json::to_string(&text).unwrap();
        for line in [
            format!(r#"{{"step":{step},"values":{{{quoted}:{number:?}}}}}"#),
            format!(r#"{{"attach":{{"protocol":1,"name":{quoted},"program":{quoted},"facts":[[{quoted},{quoted}]]}}}}"#),
            format!(r#"{{"knobs":[{{"key":{quoted},"value":{number:?},"min":{number:?},"max":1}}]}}"#),
            format!(r#"{{"end":"failed","message":{quoted},"step":{step}}}"#),
        ] {
            match TrainerMessage::parse(line.as_bytes()) {
                Ok(TrainerMessage::Attach(attach)) => {
                    let texts = attach.facts.iter().flat_map(|(label, value)| [label, value]);
                    for text in texts.chain([&attach.name, &attach.program]) {
                        prop_assert_eq!(&sanitized(text), text);
                    }
                }
                Ok(TrainerMessage::End { message, .. }) => prop_assert_eq!(sanitized(&message), message),
                _ => {}
            }
        }
    }
}

fn parsed(line: &str) -> Result<TrainerMessage, String> {
    TrainerMessage::parse(line.as_bytes())
}

#[test]
fn every_kind_of_line_is_read() {
    let attach = r#"{"attach":{"protocol":1,"name":"resnet","program":"train.py","host":"box","pid":7,"total":null,
        "can":["stop","pause","step","stop","fly"],"knobs":[{"key":"lr","value":0.1,"min":0,"max":1e6,"turn":"ratio",
        "scheduled":true},{"key":"batch","value":16,"choices":[16,32]}],"facts":[["optimizer","SGD"]]}}"#;
    let Ok(TrainerMessage::Attach(attach)) = parsed(attach) else { panic!() };
    assert_eq!(attach.capabilities, [Capability::Pause, Capability::Step, Capability::Stop, Capability::Set]);
    assert_eq!(attach.knobs[1].allowed, Allowed::Choice(vec![16.0, 32.0]));
    assert_eq!(attach.knobs.iter().map(|knob| knob.scheduled).collect::<Vec<_>>(), [true, false]);
    let step = parsed(r#"{"step":12,"time":1.5,"values":{"loss":"NaN","acc":1,"z":"-inf"}}"#).unwrap();
    let TrainerMessage::Step { step: 12, time: Some(_), values } = step else { panic!("{step:?}") };
    assert!(values[0].1 > 0.9 && values[1].1.is_nan() && values[2].1 < f64::MIN, "{values:?}");
    assert_eq!(
        parsed(r#"{"answer":3,"step":12,"changed":[["lr",0.1,0.05]]}"#),
        Ok(TrainerMessage::Answer {
            id: 3,
            step: 12,
            outcome: CommandOutcome::Done(vec![("lr".into(), 0.1, 0.05)])
        })
    );
    assert_eq!(
        parsed(r#"{"answer":4,"step":12,"refused":"no\nway"}"#),
        Ok(TrainerMessage::Answer { id: 4, step: 12, outcome: CommandOutcome::Refused("no way".into()) })
    );
    let end = TrainerMessage::End { end: End::Failed, message: "ValueError: x".into(), step: 9 };
    assert_eq!(parsed(r#"{"end":"failed","message":"ValueError: x","step":9}"#), Ok(end));
    assert_eq!(
        parsed(r#"{"state":"paused","step":9}"#),
        Ok(TrainerMessage::State { state: State::Paused, step: 9 })
    );
}

#[test]
fn what_is_wrong_is_said() {
    for (line, wrong) in [
        (r#"{"attach":{"protocol":2,"name":"a"}}"#, "protocol 2, and this program has 1"),
        (r#"{"step":1}"#, "none of attach"),
        (
            r#"{"knobs":[{"key":"lr","value":1,"min":2,"max":1}]}"#,
            "the knob lr: a setting has values from one",
        ),
        (r#"{"knobs":[{"key":"lr","value":1,"choices":[]}]}"#, "choices are needed"),
        (r#"{"knobs":[{"key":"l\u200br","value":1}]}"#, "its key must be at most 64 visible characters"),
        ("[1]", "must be"),
    ] {
        let told = parsed(line).unwrap_err();
        assert!(told.contains(wrong), "{line}: {told}");
    }
}

#[test]
fn commands_are_lines_that_the_client_knows() {
    let text = |action| serde_json::to_string(&HostCommand { id: 5, action }).unwrap();
    assert_eq!(text(HostAction::Pause), r#"{"id":5,"do":"pause"}"#);
    assert_eq!(text(HostAction::Step { count: 10 }), r#"{"id":5,"do":"step","count":10}"#);
    assert_eq!(
        text(HostAction::Set { knob: "lr", value: 0.05 }),
        r#"{"id":5,"do":"set","knob":"lr","value":0.05}"#
    );
}
