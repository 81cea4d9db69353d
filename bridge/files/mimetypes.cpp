// Guessing by content: a table of signatures, and a look inside zip archives for office documents.
#include "bridge/files/mimetypes.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <boost/regex.hpp>
#include <cstdint>
#include <utility>
#include <vector>

namespace chatterd::bridge {
namespace {

using namespace std::string_view_literals;

std::size_t little_endian(std::string_view bytes, std::size_t at, unsigned width) {
  std::size_t value = 0;
  for (unsigned index = width; index-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes.at(at + index));
  return value;
}

struct ZipEntry {
  std::string_view name;
  std::size_t method, packed, unpacked, header;  // header: where the local one begins
};

// The central directory's entries. Empty when this is not a whole zip archive.
std::vector<ZipEntry> zip_entries(std::string_view zip) {
  constexpr std::size_t kEndSize = 22, kCentralSize = 46;
  const auto end = zip.rfind("PK\x05\x06"sv);
  if (end == std::string_view::npos || zip.size() - end < kEndSize) return {};
  const auto count = little_endian(zip, end + 10, 2);
  auto at = little_endian(zip, end + 16, 4);
  std::vector<ZipEntry> entries;
  for (std::size_t index = 0; index < count; ++index) {
    if (at > zip.size() || zip.size() - at < kCentralSize ||
        !zip.substr(at).starts_with("PK\x01\x02"sv))
      return {};
    const auto name_size = little_endian(zip, at + 28, 2);
    if (zip.size() - at - kCentralSize < name_size) return {};
    entries.push_back({zip.substr(at + kCentralSize, name_size), little_endian(zip, at + 10, 2),
                       little_endian(zip, at + 20, 4), little_endian(zip, at + 24, 4),
                       little_endian(zip, at + 42, 4)});
    at +=
        kCentralSize + name_size + little_endian(zip, at + 30, 2) + little_endian(zip, at + 32, 2);
  }
  return entries;
}

// A short file's content; nothing when it is longer than `limit`, packed in an unusual way, or
// broken.
std::optional<std::string> zip_content(std::string_view zip, const ZipEntry& entry,
                                       std::size_t limit) {
  constexpr std::size_t kLocalSize = 30, kStored = 0, kDeflated = 8;
  if (entry.unpacked > limit || entry.header > zip.size() || zip.size() - entry.header < kLocalSize)
    return std::nullopt;
  const auto begin = entry.header + kLocalSize + little_endian(zip, entry.header + 26, 2) +
                     little_endian(zip, entry.header + 28, 2);
  if (begin > zip.size() || entry.packed > zip.size() - begin) return std::nullopt;
  const auto packed = zip.substr(begin, entry.packed);
  if (entry.method == kStored) return std::string(packed);
  if (entry.method != kDeflated) return std::nullopt;
  std::string content(entry.unpacked, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(content.data());
  stream.avail_out = static_cast<uInt>(content.size());
  const int status = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (status != Z_STREAM_END || stream.total_out != content.size()) return std::nullopt;
  return content;
}

std::optional<std::string> check_office_open_xml(const std::vector<ZipEntry>& entries) {
  const auto named = [](std::string_view name) {
    return [name](const ZipEntry& entry) { return entry.name == name; };
  };
  if (std::none_of(entries.begin(), entries.end(), named("[Content_Types].xml")))
    return std::nullopt;
  // "pt/" is Odoo's, though PowerPoint's folder is called "ppt/".
  static constexpr std::array<std::pair<std::string_view, const char*>, 3> kFolders = {{
      {"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {"pt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      {"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
  }};
  for (const auto& [folder, type] : kFolders)
    for (const auto& entry : entries)
      if (entry.name.starts_with(folder)) return type;
  return std::nullopt;
}

std::optional<std::string> check_open_document(std::string_view zip,
                                               const std::vector<ZipEntry>& entries) {
  // RFC 6838 allows 127 characters on each side of the slash.
  constexpr std::size_t kLongestType = 255;
  for (const auto& entry : entries) {
    if (entry.name != "mimetype") continue;
    const auto type = zip_content(zip, entry, kLongestType);
    static const boost::regex kLooksLikeType(R"([\w-]+/[\w-]+(\.[\w-]+)*(\+[\w-]+)?)");
    const bool ascii =
        type && std::all_of(type->begin(), type->end(), [](char c) { return c >= 0; });
    if (ascii && boost::regex_search(*type, kLooksLikeType, boost::match_continuous)) return type;
  }
  return std::nullopt;
}

std::string guess_zip(std::string_view bytes) {
  const auto entries = zip_entries(bytes);
  if (auto type = check_office_open_xml(entries)) return *type;
  if (auto type = check_open_document(bytes, entries)) return *type;
  return "application/zip";
}

// The old office formats share the container's signature; what they are stands at 0x200.
std::string guess_compound_file(std::string_view bytes) {
  constexpr std::size_t kSubheader = 0x200;
  const auto rest = bytes.size() > kSubheader ? bytes.substr(kSubheader) : std::string_view();
  if (rest.starts_with("\xEC\xA5\xC1\x00"sv)) return "application/msword";
  if (bytes.find("Microsoft Excel") != std::string_view::npos) return "application/vnd.ms-excel";
  for (const auto signature :
       {"\x00\x6E\x1E\xF0"sv, "\x0F\x00\xE8\x03"sv, "\xA0\x46\x1D\xF0"sv,
        "\xFD\xFF\xFF\xFF\x0E\x00\x00\x00"sv, "\xFD\xFF\xFF\xFF\x1C\x00\x00\x00"sv,
        "\xFD\xFF\xFF\xFF\x43\x00\x00\x00"sv})
    if (rest.starts_with(signature)) return "application/vnd.ms-powerpoint";
  return "application/msword";
}

struct Signature {
  std::string_view bytes;
  const char* type;
};

// In Odoo's order.
constexpr std::array kSignatures = {
    Signature{"%PDF"sv, "application/pdf"},
    Signature{"\xFF\xD8\xFF\xE0"sv, "image/jpeg"},
    Signature{"\xFF\xD8\xFF\xE2"sv, "image/jpeg"},
    Signature{"\xFF\xD8\xFF\xE3"sv, "image/jpeg"},
    Signature{"\xFF\xD8\xFF\xE1"sv, "image/jpeg"},
    Signature{"\x89PNG\r\n\x1A\n"sv, "image/png"},
    Signature{"GIF87a"sv, "image/gif"},
    Signature{"GIF89a"sv, "image/gif"},
    Signature{"BM"sv, "image/bmp"},
    // Odoo's look for "<svg" and "/svg>" changes nothing: the fallback is the same type.
    Signature{"<"sv, "image/svg+xml"},
    Signature{"\x00\x00\x01\x00"sv, "image/x-icon"},
    Signature{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "application/msword"},
    Signature{"\x0D\x44\x4F\x43"sv, "application/msword"},
    Signature{"PK\x03\x04"sv, "application/zip"},
};

}  // namespace

std::string guess_mimetype(std::string_view bytes, std::string_view if_unknown) {
  for (const auto& [signature, type] : kSignatures) {
    if (!bytes.starts_with(signature)) continue;
    if (type == "application/msword"sv) return guess_compound_file(bytes);
    if (type == "application/zip"sv) return guess_zip(bytes);
    return type;
  }
  return std::string(if_unknown);
}

}  // namespace chatterd::bridge
