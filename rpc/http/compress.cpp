// gzip on zlib.
#include "rpc/http/compress.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "rpc/http/http_message.hpp"

namespace chatterd::rpc {

namespace {

constexpr int gzip_window = 15 + 16;  // zlib's way to ask for the gzip format
// Level 1 takes a third of the time of the default 6 on Discuss answers and gains most of the size.
constexpr int level = 1;

Bytef* bytes(const char* text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text)); }

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const std::size_t end = accept_encoding.find(',');
    std::string_view item = accept_encoding.substr(0, end);
    accept_encoding =
        end == std::string_view::npos ? std::string_view{} : accept_encoding.substr(end + 1);
    const std::size_t semicolon = item.find(';');
    std::string_view name = item.substr(0, semicolon);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    if (!same_name(name, "gzip") && !same_name(name, "x-gzip")) continue;
    if (semicolon == std::string_view::npos) return true;
    const std::size_t quality = item.find("q=", semicolon);
    return quality == std::string_view::npos ||
           std::atof(std::string(item.substr(quality + 2)).c_str()) > 0;
  }
  return false;
}

bool compressible(std::string_view content_type) {
  return content_type.starts_with("text/") || content_type.starts_with("application/json") ||
         content_type.starts_with("application/javascript") ||
         content_type.starts_with("application/xml") || content_type.starts_with("image/svg");
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib could not start");
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = bytes(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = bytes(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error("zlib could not compress");
  return out;
}

std::string gunzip(std::string_view data, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::runtime_error("zlib could not start");
  std::string out;
  char piece[16384];
  stream.next_in = bytes(data.data());
  stream.avail_in = static_cast<uInt>(data.size());
  int code = Z_OK;
  while (code == Z_OK && out.size() <= limit) {
    stream.next_out = bytes(piece);
    stream.avail_out = sizeof piece;
    code = inflate(&stream, Z_NO_FLUSH);
    if (code == Z_OK || code == Z_STREAM_END) out.append(piece, sizeof piece - stream.avail_out);
  }
  inflateEnd(&stream);
  if (code != Z_STREAM_END || out.size() > limit)
    throw std::runtime_error("broken or oversized gzip data");
  return out;
}

}  // namespace chatterd::rpc
