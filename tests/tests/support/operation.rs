//! An operation as generated code has it, by hand.

use alibabacloud_runtime::model::{Model, Place, Slot, View};
use alibabacloud_runtime::operation::{
    ApiStyle, Auth, Effect, Endpoint, Location, Operation, OperationInfo, Parameter, Product, RamAction, Style,
};

pub static PRODUCT: Product = Product::new(
    "ICE",
    "2020-11-09",
    ApiStyle::Rpc,
    "ice",
    &[
        Endpoint::new("cn-beijing", "ice.cn-beijing.aliyuncs.com", None),
        Endpoint::new("cn-shanghai", "ice.cn-shanghai.aliyuncs.com", None),
    ],
);

/// Declares the places of a model, all of them optional but the ones called required.
macro_rules! places {
    ($mode:ident $type:ident { $($field:ident: $name:literal),* } required $required:expr) => {
        impl Model for $type {
            fn name(&self) -> &'static str {
                stringify!($type)
            }
            fn blank() -> Self {
                Self { $($field: Place::blank()),* }
            }
            fn slot(&mut self, name: &str) -> Option<Slot<'_>> {
                match name {
                    $($name => Some(self.$field.slot()),)*
                    _ => None,
                }
            }
            fn view(&self, index: usize) -> Option<(&'static str, View<'_>)> {
                let places = [$(($name, self.$field.view())),*];
                places.get(index).copied()
            }
            fn required(&self) -> &'static [&'static str] {
                $required
            }
        }
        alibabacloud_runtime::model!($mode $type);
    };
}

#[derive(Clone)]
pub struct GetCustomizedVoiceJob {
    pub job_id: String,
}

impl GetCustomizedVoiceJob {
    pub fn new(job_id: impl Into<String>) -> Self {
        Self { job_id: job_id.into() }
    }
}

places!(strict GetCustomizedVoiceJob { job_id: "JobId" } required &["JobId"]);

#[derive(Clone)]
pub struct GetCustomizedVoiceJobOutput {
    pub request_id: Option<String>,
    pub status: Option<String>,
    pub progress: Option<i64>,
}

places!(lenient GetCustomizedVoiceJobOutput {
    request_id: "RequestId", status: "Status", progress: "Progress"
} required &[]);

impl Operation for GetCustomizedVoiceJob {
    type Output = GetCustomizedVoiceJobOutput;

    const INFO: OperationInfo = {
        let mut info = OperationInfo::new(&PRODUCT, "voice", "GetCustomizedVoiceJob");
        info.parameters = &[Parameter::new("JobId", Location::Query, Style::Flat).required()];
        info.effect = Effect::Read;
        info.ram_action = RamAction::Documented("ice:GetCustomizedVoiceJob");
        info.docs = "https://next.api.alibabacloud.com/document/ICE/2020-11-09/GetCustomizedVoiceJob";
        info
    };
}

/// An operation that is never signed, and replies nothing that is typed.
#[derive(Clone)]
pub struct ListAllPublicMediaTags {
    pub business_type: Option<String>,
}

places!(strict ListAllPublicMediaTags { business_type: "BusinessType" } required &[]);

#[derive(Clone)]
pub struct Nothing {}

impl Model for Nothing {
    fn name(&self) -> &'static str {
        "Nothing"
    }
    fn blank() -> Self {
        Self {}
    }
    fn slot(&mut self, _: &str) -> Option<Slot<'_>> {
        None
    }
    fn view(&self, _: usize) -> Option<(&'static str, View<'_>)> {
        None
    }
}

impl Operation for ListAllPublicMediaTags {
    type Output = Nothing;

    const INFO: OperationInfo = {
        let mut info = OperationInfo::new(&PRODUCT, "media", "ListAllPublicMediaTags");
        info.parameters = &[Parameter::new("BusinessType", Location::Query, Style::Flat)];
        info.effect = Effect::Read;
        info.auth = Auth::Anonymous;
        info
    };
}
