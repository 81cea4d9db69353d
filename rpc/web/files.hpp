// The page's files, which travel inside the program (rpc/web/pack/pack.cpp writes them there).
#pragma once
#include <string_view>
#include <vector>

namespace chatterd::rpc {

struct PageFile {
  std::string_view name;  // "main.js"
  std::string_view type;  // as in Content-Type
  std::string_view content;
  std::string_view gzip;  // empty where it would be no smaller
};

// In the order of their names.
const std::vector<PageFile>& page_files();
// Changes whenever any of them changes: a part of their addresses.
extern const char* const page_hash;

}  // namespace chatterd::rpc
