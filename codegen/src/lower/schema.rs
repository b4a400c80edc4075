//! Schemas to types: object, enum, list, map or scalar.

use std::collections::VecDeque;

use super::values::{bounds, limits, meanings, variants};
use super::{Lowering, error};
use crate::diagnostic::Code;
use crate::model::{Field, Module, Object, Role, Type, TypeDef, TypeKind, TypeRef};
use crate::names;
use crate::secret_name::is_secret;
use crate::spec::{self, Schema};
use crate::tree::Value;

/// The module that is being filled, and the objects in it whose fields are still to come.
pub(super) struct Scope<'a> {
    /// The shared schema that owns the module; none for an operation.
    pub(super) schema: Option<&'a str>,
    /// The types so far.
    pub(super) types: Vec<TypeDef>,
    /// Objects whose fields are still to come. First in, first out: outer types get the shorter names.
    pending: VecDeque<(usize, &'a Schema, String)>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(schema: Option<&'a str>) -> Self {
        Self { schema, types: Vec::new(), pending: VecDeque::new() }
    }

    fn reference(&self, index: usize) -> Type {
        Type::Named(TypeRef { schema: self.schema.map(str::to_owned), index })
    }
}

/// Where a type is met: what it may be called, whose side it is on, and how messages name it.
#[derive(Clone)]
pub(super) struct Site {
    /// Wire names from the root of the module down to the field; `[]` marks an element of a list, `{}` one of a map.
    pub(super) names: Vec<String>,
    /// Its path in the metadata, from the root of the module.
    pub(super) wire: String,
    /// The side.
    pub(super) role: Role,
    /// The path inside the document.
    pub(super) path: String,
    /// The sentence on the field, which also serves its type.
    pub(super) docs: String,
}

/// The type whose fields are lowered.
pub(super) struct Owner {
    pub(super) names: Vec<String>,
    pub(super) wire: String,
}

impl Owner {
    fn of(definition: &TypeDef) -> Self {
        Self { names: definition.names.clone(), wire: definition.wire.clone() }
    }
}

impl Site {
    fn element(&self, sign: &str) -> Self {
        let mut site = self.clone();
        if let Some(name) = site.names.last_mut() {
            name.push_str(sign);
        }
        site.wire.push_str(sign);
        site.path.push_str(sign);
        site
    }
}

impl<'a> Lowering<'a> {
    /// Lowers every shared schema that an operation reaches.
    pub(super) fn lower_shared(&mut self) {
        let product = self.product;
        for name in self.schema_families.keys().cloned().collect::<Vec<_>>() {
            self.shared_type(&name, &mut Vec::new());
            if let Some(module) = self.shared.get_mut(&name) {
                module.families = self.schema_families[&name].iter().cloned().collect();
            }
        }
        debug_assert!(self.shared.keys().all(|name| product.schemas.contains_key(name)));
    }

    /// The type of a shared schema. Objects and enums are types of their own module; anything else is what it stands for.
    fn shared_type(&mut self, name: &str, chain: &mut Vec<String>) -> Type {
        if let Some(alias) = self.aliases.get(name) {
            return alias.clone();
        }
        let product = self.product;
        let Some((name, schema)) = product.schemas.get_key_value(name) else {
            return Type::Json;
        };
        if chain.contains(name) {
            let message = format!("the shared schema `{name}` is defined by itself");
            let path = format!("schemas.{name}");
            let error =
                error(Code::EndlessSchema, &schema.span, &path, message).expected("an object somewhere in the cycle");
            let any = |key| [(key, Value::Null), ("type", "any".into())];
            self.diagnostics.push(match &schema.reference {
                Some(reference) => error.fix([("$ref", reference.value.text.as_str().into())], any("$ref")),
                None if schema.items.is_some() => error.fix([("type", "array".into())], any("items")),
                None => error.fix([("type", "object".into())], any("additionalProperties")),
            });
            return Type::Json;
        }
        let role = self.schema_role(name);
        let site = Site {
            names: vec![name.clone()],
            wire: format!("schemas.{name}"),
            role,
            path: format!("schemas.{name}"),
            docs: self.sentence(name, schema),
        };
        let mut scope = Scope::new(Some(name));
        // An object may hold itself, so its type is known before its fields are.
        if is_object(schema) {
            self.aliases.insert(name.clone(), Type::Named(TypeRef { schema: Some(name.clone()), index: 0 }));
        }
        chain.push(name.clone());
        let ty = self.ty(schema, &mut scope, site, chain);
        self.aliases.insert(name.clone(), ty.clone());
        self.fill(&mut scope, role);
        chain.pop();
        if !scope.types.is_empty() {
            let output = scope.types.len();
            self.shared.insert(name.clone(), Module { types: scope.types, output, ..Module::default() });
        }
        ty
    }

    /// The type of a schema.
    pub(super) fn ty(
        &mut self,
        schema: &'a Schema,
        scope: &mut Scope<'a>,
        site: Site,
        chain: &mut Vec<String>,
    ) -> Type {
        if schema.json == Some(true) && !is_plain_text(schema) {
            let message = "`json: true` on what is not plain text".to_owned();
            let error = error(Code::JsonOfNoText, &schema.span, &site.path, message)
                .expected("`type: string` without documented values and without a format of times")
                .help("take `json` away, or correct `type`");
            self.diagnostics.push(error);
        }
        if let Some(reference) = &schema.reference {
            if self.product.schemas.contains_key(&reference.value.name) {
                return self.shared_type(&reference.value.name, chain);
            }
            let message = format!("there is no shared schema `{}`", reference.value.name);
            let error = error(Code::DanglingReference, &reference.span, &site.path, message)
                .expected("`#/components/schemas/` and a name that product.yaml has under `components.schemas`")
                .fix([("$ref", reference.value.text.as_str().into())], [("$ref", Value::Null), ("type", "any".into())]);
            self.diagnostics.push(error);
            return Type::Json;
        }
        // A missing type has been reported when the spec was read.
        let Some(kind) = &schema.kind else { return Type::Json };
        match kind.value.as_str() {
            "string" if schema.format == "iso8601" => Type::Timestamp,
            "string" => match variants(schema, self.lock.has_type(&site.wire)) {
                Some(variants) => {
                    scope.types.push(TypeDef {
                        wire: site.wire,
                        names: site.names,
                        ident: String::new(),
                        docs: site.docs,
                        kind: TypeKind::Enum(variants),
                    });
                    scope.reference(scope.types.len() - 1)
                }
                None if schema.json == Some(true) => Type::JsonText,
                None => Type::Text,
            },
            "integer" => Type::Integer,
            "number" => Type::Float,
            "boolean" => Type::Boolean,
            "any" => Type::Json,
            "array" => match &schema.items {
                Some(items) => Type::List(Box::new(self.ty(items, scope, site.element("[]"), chain))),
                None => Type::List(Box::new(Type::Json)),
            },
            "object" if is_object(schema) => {
                let index = scope.types.len();
                scope.types.push(TypeDef {
                    wire: site.wire,
                    names: site.names,
                    ident: String::new(),
                    docs: site.docs,
                    kind: TypeKind::Object(Object { role: site.role, fields: Vec::new() }),
                });
                scope.pending.push_back((index, schema, site.path));
                scope.reference(index)
            }
            "object" => match &schema.entries {
                Some(entries) => Type::Map(Box::new(self.ty(entries, scope, site.element("{}"), chain))),
                None => Type::Json,
            },
            unknown => {
                let message = format!("unknown type `{unknown}`");
                let error = error(Code::UnknownType, &kind.span, &site.path, message)
                    .expected("string, integer, number, boolean, object, array or any")
                    .fix([("type", unknown.into())], [("type", likely_type(unknown).into())]);
                self.diagnostics.push(error);
                Type::Json
            }
        }
    }

    /// Lowers the fields of every object that was met.
    pub(super) fn fill(&mut self, scope: &mut Scope<'a>, role: Role) {
        while let Some((index, schema, path)) = scope.pending.pop_front() {
            let owner = Owner::of(&scope.types[index]);
            let fields = self.fields(schema, scope, &owner, role, &path);
            if let TypeKind::Object(object) = &mut scope.types[index].kind {
                object.fields = fields;
            }
        }
    }

    /// The fields of an object, in alphabetical order: the order of keys means nothing.
    pub(super) fn fields(
        &mut self,
        schema: &'a Schema,
        scope: &mut Scope<'a>,
        owner: &Owner,
        role: Role,
        path: &str,
    ) -> Vec<Field> {
        let fields = schema.properties.iter().map(|(name, property)| {
            let path = format!("{path}.{name}");
            self.field(name, property, scope, owner, role, path)
        });
        fields.collect()
    }

    /// One field.
    pub(super) fn field(
        &mut self,
        wire: &str,
        schema: &'a Schema,
        scope: &mut Scope<'a>,
        owner: &Owner,
        role: Role,
        path: String,
    ) -> Field {
        let docs = self.sentence(wire, schema);
        let inner = if role == Role::Operation { Role::Request } else { role };
        let names = owner.names.iter().map(String::as_str).chain([wire]).map(str::to_owned).collect();
        let site = Site { names, wire: names::within(&owner.wire, wire), role: inner, path, docs: docs.clone() };
        let ty = self.ty(schema, scope, site, &mut Vec::new());
        Field {
            wire: wire.to_owned(),
            ident: String::new(),
            bounds: bounds(schema, &ty, &docs),
            meanings: meanings(schema, &ty),
            limits: limits(schema),
            docs,
            example: schema.example.clone(),
            required: schema.required && !role.is_response(),
            boxed: false,
            deprecated: schema.deprecated,
            // The metadata marks no secret, and a boolean is none.
            sensitive: schema.sensitive.unwrap_or_else(|| ty != Type::Boolean && is_secret(wire)),
            ty,
        }
    }

    /// The sentence on a field: its own, that of all fields of this name, or one that only names it.
    pub(super) fn sentence(&self, wire: &str, schema: &spec::Schema) -> String {
        let own = Some(&schema.description).filter(|description| !description.is_empty());
        own.or_else(|| self.glossary.get(wire).map(|sentence| &sentence.value))
            .cloned()
            .unwrap_or_else(|| format!("`{wire}`, as the service defines it."))
    }
}

/// Whether a schema is a type of named places.
pub(super) fn is_object(schema: &Schema) -> bool {
    let object = schema.kind.as_ref().is_some_and(|kind| kind.value == "object");
    object && schema.reference.is_none() && !schema.properties.is_empty()
}

/// Whether a schema is text that is neither an enum nor a time.
pub(crate) fn is_plain_text(schema: &Schema) -> bool {
    let text = schema.kind.as_ref().is_some_and(|kind| kind.value == "string");
    text && schema.reference.is_none() && schema.format != "iso8601" && variants(schema, false).is_none()
}

/// The type that most likely is meant by a word of another language.
fn likely_type(word: &str) -> &'static str {
    match word.to_lowercase().as_str() {
        "int" | "int32" | "int64" | "long" | "integer" => "integer",
        "float" | "double" | "decimal" | "number" => "number",
        "bool" | "boolean" => "boolean",
        "list" | "array" => "array",
        "map" | "json" | "struct" | "object" => "object",
        _ => "string",
    }
}
