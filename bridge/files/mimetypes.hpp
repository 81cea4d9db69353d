// Types of files, by their first bytes or by their name.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace chatterd::bridge {

// Odoo 13: tools/mimetypes.py guess_mimetype, without libmagic, its oddities included: anything
// that begins with "<" is image/svg+xml, and a PowerPoint .pptx is a plain zip.
std::string guess_mimetype(std::string_view bytes,
                           std::string_view if_unknown = "application/octet-stream");

// Python's mimetypes.guess_type(name)[0]: by the extension, from Python's own table and
// /etc/mime.types.
std::optional<std::string> guess_type(std::string_view name_or_url);
// Python's mimetypes.guess_extension(type): ".txt" for "text/plain".
std::optional<std::string> guess_extension(std::string_view type);

}  // namespace chatterd::bridge
