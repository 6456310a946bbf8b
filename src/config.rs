//! What a machine needs: every setting with its variable, its default and its help.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use crate::{now::parse_moment, store::Target};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// Settings of a running portal. The commune's own facts (name, phone, hours …) are data, not settings.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Cơ sở dữ liệu: sqlite:///đường/dẫn/tệp.db hoặc postgres://… (mặc định: SQLite trong thư mục dữ liệu)
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Thư mục dữ liệu: cơ sở dữ liệu SQLite, tệp kèm theo, khóa (mặc định ./data; demo: ./data/demo)
    #[arg(long, env = "TIEPDAN_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// Địa chỉ và cổng để nghe
    #[arg(long, env = "TIEPDAN_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Địa chỉ mà người dân gõ, ví dụ https://tiepdan.xa-minh.gov.vn; đứng trong mã QR và đường dẫn
    #[arg(long, env = "TIEPDAN_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Tệp khóa; được tạo ở lần chạy đầu (mặc định: khoa.key trong thư mục dữ liệu)
    #[arg(long, env = "TIEPDAN_SECRET_KEY_FILE")]
    pub secret_key_file: Option<PathBuf>,

    /// Máy chủ gửi thư: smtp://máy:cổng ở chính máy này, hoặc smtps://tên:mật-khẩu@máy, smtp://…?tls=required;
    /// để trống: thư nằm lại, hiện là chưa gửi
    #[arg(long, env = "TIEPDAN_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// Thư gửi từ ai, ví dụ: UBND xã Minh <khong-tra-loi@xa-minh.gov.vn>; phải có khi có máy chủ thư
    #[arg(long, env = "TIEPDAN_MAIL_FROM")]
    pub mail_from: Option<String>,

    /// Địa chỉ IP của máy chủ đứng trước, mà X-Forwarded-For của nó được tin; để trống: không có
    #[arg(long, env = "TIEPDAN_TRUSTED_PROXY", default_value = "", hide_default_value = true, value_parser = proxy)]
    pub trusted_proxy: Proxy,

    /// Giờ bắt đầu (ISO, +07:00 nếu không ghi múi giờ); chỉ với dữ liệu dùng thử
    #[arg(long, env = "TIEPDAN_NOW", value_parser = moment)]
    pub now: Option<DateTime<Utc>>,

    /// off: không giới hạn số lần và không đòi thời gian tối thiểu; chỉ khi nghe ở chính máy này
    #[arg(long, env = "TIEPDAN_LIMITS", default_value = "on")]
    pub limits: Switch,
}

/// Nobody, or the one who stands in front. An alias, because clap reads the word `Option` as “may be missing”, while in a
/// compose file or a unit file a line without a value means nobody.
pub type Proxy = Option<IpAddr>;

fn proxy(text: &str) -> Result<Proxy, String> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "xin ghi một địa chỉ IP, ví dụ 127.0.0.1".to_owned()),
    }
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    parse_moment(text).ok_or_else(|| "xin ghi như 2026-11-25T08:00".to_owned())
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("TIEPDAN_LIMITS=off chỉ được dùng khi TIEPDAN_LISTEN là địa chỉ của chính máy này (127.0.0.1 hoặc ::1)")]
    LimitsOff,
    #[error("TIEPDAN_PUBLIC_URL phải bắt đầu bằng http:// hoặc https://")]
    PublicUrl,
}

impl Config {
    /// Checks what no single setting can know.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.limits == Switch::Off && !self.listen.ip().is_loopback() {
            return Err(ConfigError::LimitsOff);
        }
        let right = |url: &str| url.starts_with("http://") || url.starts_with("https://");
        if self.public_url.as_deref().is_some_and(|url| !right(url)) {
            return Err(ConfigError::PublicUrl);
        }
        Ok(())
    }

    pub fn folder(&self, default: &str) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(|| PathBuf::from(default))
    }

    pub fn key_file(&self, folder: &std::path::Path) -> PathBuf {
        self.secret_key_file.clone().unwrap_or_else(|| folder.join("khoa.key"))
    }

    pub fn target(&self, folder: &std::path::Path) -> Result<Target, crate::store::Trouble> {
        match self.database_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => Target::parse(url),
            None => Ok(Target::file(&folder.join("tiepdan.db"))),
        }
    }

    /// The address people type, without a slash at its end.
    pub fn base(&self) -> String {
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        url.trim_end_matches('/').to_owned()
    }

    /// Cookies carry `Secure` and the `__Host-` name.
    pub fn is_https(&self) -> bool {
        self.base().starts_with("https://")
    }
}
