//! Schemas to types: object, enum, list, map or scalar.

use std::collections::{BTreeSet, VecDeque};

use super::values::{limits, variants};
use super::{Lowering, error};
use crate::diagnostic::Code;
use crate::model::{About, Field, Home, Object, Presence, Role, Shared, Type, TypeDef, TypeId, TypeKind};
use crate::names;
use crate::secret_name::is_secret;
use crate::spec::{self, Product, Schema};
use crate::tree::Value;

/// The file that is being filled, and the objects in it whose fields are still to come.
pub(super) struct Scope<'a> {
    home: Home,
    /// Its types so far.
    pub(super) types: Vec<TypeId>,
    /// Objects whose fields are still to come. First in, first out: outer types get the shorter names.
    pending: VecDeque<(TypeId, &'a Schema, String)>,
}

impl Scope<'_> {
    pub(super) fn new(home: Home) -> Self {
        Self { home, types: Vec::new(), pending: VecDeque::new() }
    }
}

/// What surrounds a schema: what its type may be called, whose side it is on, and how messages name it.
#[derive(Clone)]
pub(super) struct Context {
    /// Wire names from the root of the module down to the field; `[]` marks an element of a list, `{}` one of a map.
    pub(super) names: Vec<String>,
    /// The last of them, without marks; empty for a response that is no object.
    pub(super) field: String,
    /// Its path in the metadata, from the root of the module.
    pub(super) wire: String,
    /// The side.
    pub(super) role: Role,
    /// The path inside the document.
    pub(super) path: String,
    /// The sentence on the field, which also serves its type; empty where there is none.
    pub(super) docs: String,
    /// What the sentence is about.
    pub(super) about: About,
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

impl Context {
    /// The context of what a list or map consists of: a sentence of its own is better than that on the whole.
    fn part(&self, sign: &str, about: About, schema: &Schema) -> Self {
        let mut context = self.clone();
        (context.docs, context.about) = match schema.description.as_str() {
            "" => (context.docs, about),
            own => (own.to_owned(), About::Itself),
        };
        if let Some(name) = context.names.last_mut() {
            name.push_str(sign);
        }
        context.wire.push_str(sign);
        context.path.push_str(sign);
        context
    }
}

impl<'a> Lowering<'a> {
    /// Lowers every shared schema that an operation reaches.
    pub(super) fn lower_shared(&mut self) {
        for name in self.schema_families.keys().cloned().collect::<Vec<_>>() {
            self.shared_type(&name, &mut Vec::new());
        }
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
        let context = Context {
            names: vec![name.clone()],
            field: name.clone(),
            wire: format!("schemas.{name}"),
            role,
            path: format!("schemas.{name}"),
            docs: self.sentence(name, schema),
            about: About::Itself,
        };
        let mut scope = Scope::new(Home::Schema(name.clone()));
        chain.push(name.clone());
        let ty = self.ty(schema, &mut scope, context, chain);
        // An object may hold itself, so its type is known before its fields are.
        self.aliases.insert(name.clone(), ty.clone());
        self.fill(&mut scope, role);
        chain.pop();
        if let [root, types @ ..] = scope.types.as_slice() {
            let families = self.schema_families.get(name).into_iter().flatten().cloned().collect();
            self.shared.insert(name.clone(), Shared { families, root: *root, types: types.to_vec() });
        }
        ty
    }

    /// The type of a schema.
    pub(super) fn ty(
        &mut self,
        schema: &'a Schema,
        scope: &mut Scope<'a>,
        context: Context,
        chain: &mut Vec<String>,
    ) -> Type {
        if schema.json == Some(true) && !is_plain_text(schema) {
            let message = "`json: true` on what is not plain text".to_owned();
            let error = error(Code::JsonOfNoText, &schema.span, &context.path, message)
                .expected("`type: string` without documented values and without a format of times")
                .help("take `json` away, or correct `type`");
            self.diagnostics.push(error);
        }
        if let Some(reference) = &schema.reference {
            if self.product.schemas.contains_key(&reference.value.name) {
                return self.shared_type(&reference.value.name, chain);
            }
            let message = format!("there is no shared schema `{}`", reference.value.name);
            let error = error(Code::DanglingReference, &reference.span, &context.path, message)
                .expected("`#/components/schemas/` and a name that product.yaml has under `components.schemas`")
                .fix([("$ref", reference.value.text.as_str().into())], [("$ref", Value::Null), ("type", "any".into())]);
            self.diagnostics.push(error);
            return Type::Json;
        }
        // A missing type has been reported when the spec was read.
        let Some(kind) = &schema.kind else { return Type::Json };
        match kind.value.as_str() {
            "string" if schema.format == "iso8601" => Type::Timestamp,
            "string" => match variants(schema, self.lock.has_type(&context.wire)) {
                Some(variants) => Type::Named(self.define(scope, context, TypeKind::Enum(variants))),
                None if schema.json == Some(true) => Type::JsonText,
                None => Type::Text,
            },
            "integer" => Type::Integer,
            "number" => Type::Float,
            "boolean" => Type::Boolean,
            "any" => Type::Json,
            "array" => match &schema.items {
                Some(items) => {
                    Type::List(Box::new(self.ty(items, scope, context.part("[]", About::List, items), chain)))
                }
                None => Type::List(Box::new(Type::Json)),
            },
            "object" if is_object(schema) => {
                let (path, object) =
                    (context.path.clone(), Object { role: context.role, boxed: false, fields: Vec::new() });
                let id = self.define(scope, context, TypeKind::Object(object));
                scope.pending.push_back((id, schema, path));
                Type::Named(id)
            }
            "object" => match &schema.entries {
                Some(entries) => {
                    Type::Map(Box::new(self.ty(entries, scope, context.part("{}", About::Map, entries), chain)))
                }
                None => Type::Json,
            },
            unknown => {
                let message = format!("unknown type `{unknown}`");
                let mut likely = vec![("type", likely_type(unknown).into())];
                // What other formats call a file is bytes.
                likely.extend((unknown == "file").then(|| ("format", "binary".into())));
                let error = error(Code::UnknownType, &kind.span, &context.path, message)
                    .expected("string, integer, number, boolean, object, array or any")
                    .fix([("type", unknown.into())], likely);
                self.diagnostics.push(error);
                Type::Json
            }
        }
    }

    /// Adds a type.
    pub(super) fn add(&mut self, definition: TypeDef) -> TypeId {
        self.types.push(definition);
        TypeId(self.types.len() - 1)
    }

    /// Adds the type of a schema in this context to the file at hand.
    fn define(&mut self, scope: &mut Scope<'a>, context: Context, kind: TypeKind) -> TypeId {
        let Context { names, field, wire, docs, about, .. } = context;
        let id = self.add(TypeDef { wire, names, field, home: scope.home.clone(), docs, about, kind });
        scope.types.push(id);
        id
    }

    /// Lowers the fields of every object that was met.
    pub(super) fn fill(&mut self, scope: &mut Scope<'a>, role: Role) {
        while let Some((id, schema, path)) = scope.pending.pop_front() {
            let owner = Owner::of(&self.types[id.0]);
            let fields = self.fields(schema, scope, &owner, role, &path);
            if let TypeKind::Object(object) = &mut self.types[id.0].kind {
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
        let (place, field) = (names::within(&owner.wire, wire), wire.to_owned());
        let context =
            Context { names, field, wire: place, role: inner, path, docs: docs.clone(), about: About::Itself };
        let ty = self.ty(schema, scope, context, &mut Vec::new());
        Field {
            wire: wire.to_owned(),
            limits: limits(schema),
            docs,
            example: schema.example.clone(),
            presence: self.presence(schema.required, &ty, role),
            parameter: None,
            deprecated: schema.deprecated,
            // The metadata marks no secret, and a boolean is none.
            sensitive: verdict(self.product, schema, &mut BTreeSet::new())
                .unwrap_or_else(|| ty != Type::Boolean && is_secret(wire)),
            ty,
        }
    }

    /// How a field of a type with this role holds its content.
    pub(super) fn presence(&self, required: bool, ty: &Type, role: Role) -> Presence {
        let contains = match ty {
            Type::List(_) | Type::Map(_) => true,
            Type::Named(id) => matches!(self.types[id.0].kind, TypeKind::Object(_)),
            _ => false,
        };
        match role.is_response() {
            false if required => Presence::Required,
            true if contains => Presence::OrEmpty,
            _ => Presence::Optional,
        }
    }

    /// The sentence on a field: its own, or that of all fields of this name; empty where there is neither.
    pub(super) fn sentence(&self, wire: &str, schema: &spec::Schema) -> String {
        let own = Some(&schema.description).filter(|description| !description.is_empty());
        own.or_else(|| self.glossary.get(wire).map(|sentence| &sentence.value)).cloned().unwrap_or_default()
    }
}

/// What is said of whether a value is a secret: by its schema, by that of its elements, or by the shared one that it refers to.
pub(super) fn verdict<'a>(product: &'a Product, schema: &'a Schema, seen: &mut BTreeSet<&'a str>) -> Option<bool> {
    schema.sensitive.or_else(|| {
        let target = product.target(schema).filter(|(name, _)| seen.insert(*name)).map(|(_, target)| target);
        let elements = [&schema.items, &schema.entries].into_iter().flatten().map(AsRef::as_ref);
        elements.chain(target).find_map(|inner| verdict(product, inner, seen))
    })
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
