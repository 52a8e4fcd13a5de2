//! `cli/`: the operations as a table for the command line, and the program around it.

mod flags;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Emitter, File, Target, doc, ident,
        operation::{UNTAGGED, encoding, import, mentioned},
        parts::Parts,
    },
    ir::{Api, Body, BodyFormat, GroupId, ModuleId, Operation},
    name::{CommandNames, Names, OperationNames},
};

/// What files of the table may import.
const PRIVATE: &[&str] = &["Encoding", "Param", "Style"];
const TABLE: &[&str] = &["Body", "Command", "Flag", "Format", "Group", "Kind"];

/// `main.rs`, where the client is a crate of its own.
pub(super) fn program(target: &Target) -> Option<File> {
    let krate = ident(&target.krate);
    let main = quote! {
        fn main() -> std::process::ExitCode {
            #krate::cli::main()
        }
    };
    target.modules.is_empty().then(|| File {
        path: "main.rs".to_owned(),
        docs: vec!["The command-line program.".to_owned()],
        items: vec![vec![main]],
        ..File::default()
    })
}

/// `cli.rs` of a client of several documents, each of which is a sub-command.
pub(super) fn of_several(api: &Api, names: &Names, target: &Target) -> File {
    let modules = target.modules.iter().map(|module| ident(module));
    let root = quote!(crate #(::#modules)*);
    let apis = (0..api.modules.len()).filter_map(|index| {
        let emitter = Emitter::new(api, names, target.clone(), ModuleId(index));
        let module = ident(names.modules.get(index)?);
        emitter
            .has_commands()
            .then(|| quote!(&#root::#module::cli::API))
    });
    let apis: Vec<TokenStream> = apis.collect();
    let documents = api.modules.iter().filter(|module| module.is_document);
    let about = format!("Calls {} APIs", documents.count());
    File {
        path: "cli.rs".to_owned(),
        items: vec![
            vec![quote!(
                use specwright_runtime::__private::v1::cli::Program;
            )],
            vec![main()],
            vec![table(&about, &apis)],
        ],
        ..File::default()
    }
}

fn main() -> TokenStream {
    quote! {
        /// Runs the command-line program with the arguments and the environment of the process.
        pub fn main() -> std::process::ExitCode {
            specwright_runtime::__private::v1::cli::main(&PROGRAM)
        }
    }
}

fn table(about: &str, apis: &[TokenStream]) -> TokenStream {
    quote! {
        static PROGRAM: Program = Program {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            about: #about,
            apis: &[#(#apis),*],
        };
    }
}

impl Emitter<'_> {
    /// Whether there is a command line with something to call.
    pub(super) fn has_commands(&self) -> bool {
        self.names.commands.is_some() && self.has_client()
    }

    /// Where the root has the command line.
    pub(super) fn commands_module(&self) -> Option<TokenStream> {
        let visible = match self.api.modules.len() < 2 {
            true => quote!(pub),
            // The root of all modules has the one that users see.
            false => quote!(pub(crate)),
        };
        self.has_commands().then(|| {
            quote! { #[cfg(feature = "cli")] #[doc(hidden)] #[rustfmt::skip] #visible mod cli; }
        })
    }

    /// The files of the table: one for the whole, and one for each group.
    pub(super) fn commands<'e>(&'e self, parts: &mut Parts<'e>) {
        parts.file(|| self.commands_root());
        for (id, group, names) in self.own_groups() {
            let commands = self.names.commands.as_ref();
            let name = commands.and_then(|commands| commands.groups.get(id.0));
            let name = name.map_or("", String::as_str);
            parts.file(move || {
                let about = group.description.as_deref().map(sentence);
                let about = about.unwrap_or_else(|| {
                    format!("Operations tagged {}", doc::terminal_line(&group.tag))
                });
                self.group_table(Some(id), &names.module, name, &about)
            });
        }
        if self.of(None).next().is_some() {
            parts.file(|| self.group_table(None, UNTAGGED, "", ""));
        }
    }

    fn commands_root(&self) -> File {
        let (mut mods, mut groups) = (Vec::new(), Vec::new());
        for (id, _, names) in self.own_groups() {
            let (gate, module) = (self.group_gate(id), ident(&names.module));
            mods.push((names.module.as_str(), quote!(#gate mod #module;)));
            groups.push(quote!(#gate &#module::GROUP));
        }
        let mut untagged = quote!(None);
        if self.of(None).next().is_some() {
            let module = ident(UNTAGGED);
            mods.push((UNTAGGED, quote!(mod #module;)));
            untagged = quote!(Some(&#module::GROUP));
        }
        mods.sort_by_key(|(name, _)| *name);
        let (module, client) = (self.paths.own("client"), ident(&self.target.client));
        let commands = self.names.commands.as_ref();
        let is_alone = self.api.modules.len() < 2;
        let name = commands.and_then(|commands| commands.modules.get(self.module.0));
        let name = name.filter(|_| !is_alone).map_or("", String::as_str);
        let title = self.about().map_or("", |module| module.title.as_str());
        let about = format!(
            "Calls {}",
            match doc::terminal_line(title) {
                title if title.is_empty() => "an HTTP API".to_owned(),
                title => title,
            }
        );
        let visible = (!is_alone).then(|| quote!(pub(crate)));
        let api = quote! {
            #visible static API: Api = Api {
                name: #name,
                about: #about,
                description: description::<#module::#client>(),
                connect: connect::<#module::#client>,
                groups: &[#(#groups),*],
                untagged: #untagged,
            };
        };
        let program = is_alone.then(|| quote!(Program,));
        let uses = quote! {
            use specwright_runtime::__private::v1::cli::{Api, #program connect, description};
        };
        let mut items = vec![mods.into_iter().map(|(_, item)| item).collect(), vec![uses]];
        if is_alone {
            items.push(vec![main()]);
            items.push(vec![table(&about, &[quote!(&API)])]);
        }
        items.push(vec![api]);
        File {
            path: "cli/mod.rs".to_owned(),
            docs: vec!["The operations as sub-commands of a program.".to_owned()],
            items,
            ..File::default()
        }
    }

    fn group_table(&self, group: Option<GroupId>, module: &str, name: &str, about: &str) -> File {
        let words = self.names.commands.as_ref();
        let operations = self.api.operations.iter();
        let operations = operations
            .filter(|(_, operation)| operation.group == group && operation.home == self.module);
        let commands = operations.filter_map(|(id, operation)| {
            let names = self.names.operations.get(id)?;
            Some(self.command(operation, names, words?.operations.get(id)?))
        });
        let table = quote! {
            pub(super) static GROUP: Group = Group {
                name: #name,
                about: #about,
                commands: &[#(#commands),*],
            };
        };
        let mentioned = mentioned(std::slice::from_ref(&table));
        let (operations, own) = (self.paths.own("operations"), ident(module));
        let mut uses = vec![quote!(use #operations::#own as operations;)];
        let private = quote!(specwright_runtime::__private::v1);
        uses.extend(import(&mentioned, private.clone(), PRIVATE));
        uses.extend(import(&mentioned, quote!(#private::cli), TABLE));
        File {
            path: format!("cli/{module}.rs"),
            items: vec![uses, vec![table]],
            ..File::default()
        }
    }

    fn command(
        &self,
        operation: &Operation,
        names: &OperationNames,
        words: &CommandNames,
    ) -> TokenStream {
        let (name, constant) = (&words.command, ident(&names.constant));
        let docs = &operation.docs;
        let description = docs.description.as_deref().unwrap_or_default();
        let about = sentence(docs.summary.as_deref().unwrap_or(description));
        let mut details = doc::terminal(description);
        if about == doc::terminal_line(&details) && !details.contains("\n\n") {
            details.clear();
        }
        let about = match docs.deprecated {
            true => format!("{about} (deprecated)").trim().to_owned(),
            false => about,
        };
        let flags = operation.params.iter().zip(&words.params);
        let flags = flags.map(|(param, name)| self.param_flag(param, name));
        let body = match &operation.body {
            None => quote!(None),
            Some(body) => {
                let body = self.body(body, &words.members);
                quote!(Some(#body))
            }
        };
        quote! {
            Command {
                name: #name,
                about: #about,
                details: #details,
                operation: &operations::#constant,
                flags: &[#(#flags),*],
                body: #body,
            }
        }
    }

    fn body(&self, body: &Body, words: &[String]) -> TokenStream {
        let (media, is_required) = (&body.media, body.required);
        let format = match &body.format {
            BodyFormat::Json => quote!(Json),
            BodyFormat::Form(encodings) => {
                let encodings = encodings.iter().map(encoding);
                quote!(Form(&[#(#encodings),*]))
            }
            BodyFormat::Multipart => quote!(Multipart),
            BodyFormat::Text => quote!(Text),
            BodyFormat::Octets => quote!(Octets),
        };
        let members = self.api.members(body).zip(words);
        let flags = members.map(|(field, name)| self.member_flag(body, field, name));
        quote! {
            Body {
                media: #media,
                format: Format::#format,
                is_required: #is_required,
                flags: &[#(#flags),*],
            }
        }
    }
}

/// The first sentence of `text`, which stands in a list of sub-commands.
fn sentence(text: &str) -> String {
    let line = doc::terminal_line(text);
    let end = line.find(". ").map_or(line.len(), |dot| dot + 1);
    line.get(..end).unwrap_or_default().to_owned()
}
