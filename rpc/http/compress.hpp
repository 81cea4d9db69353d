// gzip of answers.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::rpc {

// Whether a header Accept-Encoding allows gzip.
bool accepts_gzip(std::string_view accept_encoding);
// Whether content of this type gets smaller.
bool compressible(std::string_view content_type);
std::string gzip(std::string_view text);
// The inverse, up to `limit` bytes. Throws std::runtime_error when broken or larger.
std::string gunzip(std::string_view data, std::size_t limit);

}  // namespace chatterd::rpc
