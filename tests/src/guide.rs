//! The pages of the guide, whose examples are compiled and run by the documentation tests.

macro_rules! pages {
    ($($name:ident $file:literal;)*) => {$(
        #[doc = include_str!(concat!("../../guide/src/", $file))]
        mod $name {}
    )*};
}

pages! {
    adding_an_operation "adding-an-operation.md";
    another_product "another-product.md";
    explorer "explorer.md";
    from_python_or_go "from-python-or-go.md";
    index "index.md";
    lists_and_jobs "lists-and-jobs.md";
    observability "observability.md";
    openapi "openapi.md";
    proxies "proxies.md";
    ram_policies "ram-policies.md";
    retries "retries.md";
    testing "testing.md";
}
