//! What one would write by hand for the output of `ListMediaProducingJobs`: `Option` fields, a list that may be missing, wire
//! names by `rename_all`, plain text for times and states.

#![allow(missing_docs, reason = "fields are named as in the response")]

use serde::{Deserialize, Serialize};

/// The output of `ListMediaProducingJobs`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DerivedOutput {
    pub max_results: Option<String>,
    #[serde(default)]
    pub media_producing_job_list: Vec<DerivedJob>,
    pub next_token: Option<String>,
    pub request_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DerivedJob {
    pub clips_param: Option<String>,
    pub code: Option<String>,
    pub complete_time: Option<String>,
    pub create_time: Option<String>,
    pub duration: Option<f64>,
    pub job_id: Option<String>,
    pub media_id: Option<String>,
    #[serde(rename = "MediaURL")]
    pub media_url: Option<String>,
    pub message: Option<String>,
    pub modified_time: Option<String>,
    pub project_id: Option<String>,
    pub status: Option<String>,
    pub template_id: Option<String>,
    pub user_data: Option<String>,
}
