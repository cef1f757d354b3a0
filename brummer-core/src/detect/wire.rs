//! The JSON form of a finding: flat, one problem an object.

use serde::{Serialize, Serializer};

use super::{Finding, Frame, Place, Severity};

#[derive(Serialize)]
struct Wire<'a> {
    #[serde(flatten)]
    place: Option<&'a Place>,
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    message: &'a str,
    tool: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lane: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    frames: &'a [Frame],
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire {
            place: self.place.as_ref(),
            severity: self.severity,
            code: self.code.as_deref(),
            message: &self.message,
            tool: self.tool,
            test: self.test.as_deref(),
            lane: self.lane.as_deref(),
            frames: &self.frames,
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_flat_object() {
        let finding = Finding::error("tsc", "no")
            .code("TS1")
            .at(Place::column("a.ts", 3, 7));
        let json = serde_json::to_string(&finding).unwrap();
        assert_eq!(
            json,
            r#"{"file":"a.ts","line":3,"column":7,"severity":"error","code":"TS1","message":"no","tool":"tsc"}"#
        );
        let nowhere = serde_json::to_string(&Finding::warning("node", "x")).unwrap();
        assert_eq!(
            nowhere,
            r#"{"severity":"warning","message":"x","tool":"node"}"#
        );
    }
}
