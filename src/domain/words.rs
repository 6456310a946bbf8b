//! `words!`: an enum, its code in the database and on the wire, and its Vietnamese label, written once.

/// Makes an enum whose values have a `code()` (database, URLs, forms) and a `label()` (pages).
///
/// ```text
/// words!(pub Kind { Feedback "feedback" "Phản ánh", … });
/// ```
macro_rules! words {
    ($(#[$meta:meta])* pub $Name:ident { $($Value:ident $code:literal $label:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name { $($Value),+ }

        impl $Name {
            pub const ALL: &'static [$Name] = &[$($Name::$Value),+];

            pub const fn code(self) -> &'static str {
                match self { $($Name::$Value => $code),+ }
            }

            pub const fn label(self) -> &'static str {
                match self { $($Name::$Value => $label),+ }
            }

            pub fn from_code(code: &str) -> Option<$Name> {
                match code { $($code => Some($Name::$Value),)+ _ => None }
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$Name, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                $Name::from_code(&code).ok_or_else(|| {
                    serde::de::Error::custom(format!("unknown {}: {code}", stringify!($Name)))
                })
            }
        }
    };
}
pub(crate) use words;
