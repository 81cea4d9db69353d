// Guessing by name, as Python's mimetypes module does it on Odoo's side.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "bridge/files/mimetypes.hpp"

namespace chatterd::bridge {
namespace {

// The table built into Python 3.11, in its order: the first extension of a type is the one to give.
constexpr std::pair<const char*, const char*> kTypes[] = {
    {".js", "application/javascript"},
    {".mjs", "application/javascript"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".doc", "application/msword"},
    {".dot", "application/msword"},
    {".wiz", "application/msword"},
    {".nq", "application/n-quads"},
    {".nt", "application/n-triples"},
    {".bin", "application/octet-stream"},
    {".a", "application/octet-stream"},
    {".dll", "application/octet-stream"},
    {".exe", "application/octet-stream"},
    {".o", "application/octet-stream"},
    {".obj", "application/octet-stream"},
    {".so", "application/octet-stream"},
    {".oda", "application/oda"},
    {".pdf", "application/pdf"},
    {".p7c", "application/pkcs7-mime"},
    {".ps", "application/postscript"},
    {".ai", "application/postscript"},
    {".eps", "application/postscript"},
    {".trig", "application/trig"},
    {".m3u", "application/vnd.apple.mpegurl"},
    {".m3u8", "application/vnd.apple.mpegurl"},
    {".xls", "application/vnd.ms-excel"},
    {".xlb", "application/vnd.ms-excel"},
    {".ppt", "application/vnd.ms-powerpoint"},
    {".pot", "application/vnd.ms-powerpoint"},
    {".ppa", "application/vnd.ms-powerpoint"},
    {".pps", "application/vnd.ms-powerpoint"},
    {".pwz", "application/vnd.ms-powerpoint"},
    {".wasm", "application/wasm"},
    {".bcpio", "application/x-bcpio"},
    {".cpio", "application/x-cpio"},
    {".csh", "application/x-csh"},
    {".dvi", "application/x-dvi"},
    {".gtar", "application/x-gtar"},
    {".hdf", "application/x-hdf"},
    {".h5", "application/x-hdf5"},
    {".latex", "application/x-latex"},
    {".mif", "application/x-mif"},
    {".cdf", "application/x-netcdf"},
    {".nc", "application/x-netcdf"},
    {".p12", "application/x-pkcs12"},
    {".pfx", "application/x-pkcs12"},
    {".ram", "application/x-pn-realaudio"},
    {".pyc", "application/x-python-code"},
    {".pyo", "application/x-python-code"},
    {".sh", "application/x-sh"},
    {".shar", "application/x-shar"},
    {".swf", "application/x-shockwave-flash"},
    {".sv4cpio", "application/x-sv4cpio"},
    {".sv4crc", "application/x-sv4crc"},
    {".tar", "application/x-tar"},
    {".tcl", "application/x-tcl"},
    {".tex", "application/x-tex"},
    {".texi", "application/x-texinfo"},
    {".texinfo", "application/x-texinfo"},
    {".roff", "application/x-troff"},
    {".t", "application/x-troff"},
    {".tr", "application/x-troff"},
    {".man", "application/x-troff-man"},
    {".me", "application/x-troff-me"},
    {".ms", "application/x-troff-ms"},
    {".ustar", "application/x-ustar"},
    {".src", "application/x-wais-source"},
    {".xsl", "application/xml"},
    {".rdf", "application/xml"},
    {".wsdl", "application/xml"},
    {".xpdl", "application/xml"},
    {".zip", "application/zip"},
    {".3gp", "audio/3gpp"},
    {".3gpp", "audio/3gpp"},
    {".3g2", "audio/3gpp2"},
    {".3gpp2", "audio/3gpp2"},
    {".aac", "audio/aac"},
    {".adts", "audio/aac"},
    {".loas", "audio/aac"},
    {".ass", "audio/aac"},
    {".au", "audio/basic"},
    {".snd", "audio/basic"},
    {".mp3", "audio/mpeg"},
    {".mp2", "audio/mpeg"},
    {".opus", "audio/opus"},
    {".aif", "audio/x-aiff"},
    {".aifc", "audio/x-aiff"},
    {".aiff", "audio/x-aiff"},
    {".ra", "audio/x-pn-realaudio"},
    {".wav", "audio/x-wav"},
    {".avif", "image/avif"},
    {".bmp", "image/bmp"},
    {".gif", "image/gif"},
    {".ief", "image/ief"},
    {".jpg", "image/jpeg"},
    {".jpe", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".heic", "image/heic"},
    {".heif", "image/heif"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".tiff", "image/tiff"},
    {".tif", "image/tiff"},
    {".ico", "image/vnd.microsoft.icon"},
    {".ras", "image/x-cmu-raster"},
    {".pnm", "image/x-portable-anymap"},
    {".pbm", "image/x-portable-bitmap"},
    {".pgm", "image/x-portable-graymap"},
    {".ppm", "image/x-portable-pixmap"},
    {".rgb", "image/x-rgb"},
    {".xbm", "image/x-xbitmap"},
    {".xpm", "image/x-xpixmap"},
    {".xwd", "image/x-xwindowdump"},
    {".eml", "message/rfc822"},
    {".mht", "message/rfc822"},
    {".mhtml", "message/rfc822"},
    {".nws", "message/rfc822"},
    {".css", "text/css"},
    {".csv", "text/csv"},
    {".html", "text/html"},
    {".htm", "text/html"},
    {".n3", "text/n3"},
    {".txt", "text/plain"},
    {".bat", "text/plain"},
    {".c", "text/plain"},
    {".h", "text/plain"},
    {".ksh", "text/plain"},
    {".pl", "text/plain"},
    {".srt", "text/plain"},
    {".rtx", "text/richtext"},
    {".tsv", "text/tab-separated-values"},
    {".vtt", "text/vtt"},
    {".py", "text/x-python"},
    {".etx", "text/x-setext"},
    {".sgm", "text/x-sgml"},
    {".sgml", "text/x-sgml"},
    {".vcf", "text/x-vcard"},
    {".xml", "text/xml"},
    {".mp4", "video/mp4"},
    {".mpeg", "video/mpeg"},
    {".m1v", "video/mpeg"},
    {".mpa", "video/mpeg"},
    {".mpe", "video/mpeg"},
    {".mpg", "video/mpeg"},
    {".mov", "video/quicktime"},
    {".qt", "video/quicktime"},
    {".webm", "video/webm"},
    {".avi", "video/x-msvideo"},
    {".movie", "video/x-sgi-movie"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

class Types {
 public:
  Types() {
    for (const auto& [extension, type] : kTypes) add(extension, type);
    // Debian's table, which Python reads on top of its own.
    std::ifstream file("/etc/mime.types");
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string type, extension;
      if (!(words >> type) || type.starts_with('#')) continue;
      while (words >> extension && !extension.starts_with('#')) add('.' + extension, type);
    }
  }
  std::optional<std::string> type_of(const std::string& extension) const {
    const auto found = types_.find(lower(extension));
    if (found == types_.end()) return std::nullopt;
    return found->second;
  }
  std::optional<std::string> extension_of(const std::string& type) const {
    const auto found = extensions_.find(type);
    if (found == extensions_.end()) return std::nullopt;
    return found->second;
  }

 private:
  void add(const std::string& extension, const std::string& type) {
    types_[extension] = type;
    extensions_.try_emplace(type, extension);
  }
  std::unordered_map<std::string, std::string> types_, extensions_;
};

const Types& types() {
  static const Types table;
  return table;
}

// posixpath.splitext: leading dots of the last part do not begin an extension.
std::pair<std::string, std::string> split_extension(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto begin = slash == std::string::npos ? 0 : slash + 1;
  const auto dot = path.rfind('.');
  const auto name = path.find_first_not_of('.', begin);
  if (dot == std::string::npos || name == std::string::npos || dot < name) return {path, {}};
  return {path.substr(0, dot), path.substr(dot)};
}

// What follows a scheme; Python leaves host, query and fragment where they are.
std::string_view without_scheme(std::string_view url) {
  const auto colon = url.find_first_of("/:");
  if (colon == std::string_view::npos || colon == 0 || url[colon] != ':') return url;
  return url.substr(colon + 1);
}

}  // namespace

std::optional<std::string> guess_type(std::string_view name_or_url) {
  if (lower(name_or_url.substr(0, 5)) == "data:") {
    const auto comma = name_or_url.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto type = name_or_url.substr(5, std::min(name_or_url.find(';', 5), comma) - 5);
    const bool named =
        type.find('=') == std::string_view::npos && type.find('/') != std::string_view::npos;
    return std::string(named ? type : "text/plain");
  }
  auto [base, extension] = split_extension(std::string(without_scheme(name_or_url)));
  static const std::unordered_map<std::string, std::string> kShort = {
      {".svgz", ".svg.gz"}, {".tgz", ".tar.gz"},   {".taz", ".tar.gz"},
      {".tz", ".tar.gz"},   {".tbz2", ".tar.bz2"}, {".txz", ".tar.xz"}};
  if (const auto found = kShort.find(lower(extension)); found != kShort.end())
    std::tie(base, extension) = split_extension(base + found->second);
  for (const auto* packing : {".gz", ".Z", ".bz2", ".xz", ".br"})
    if (extension == packing) {
      std::tie(base, extension) = split_extension(base);
      break;
    }
  return types().type_of(extension);
}

std::optional<std::string> guess_extension(std::string_view type) {
  return types().extension_of(lower(type));
}

}  // namespace chatterd::bridge
