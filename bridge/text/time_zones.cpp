#include "bridge/text/time_zones.hpp"

#include "bridge/text/tables/tables.hpp"

namespace chatterd::bridge {

const std::vector<std::string_view>& time_zones() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> lines;
    const std::string_view table = time_zones_table;
    for (std::size_t at = 0, end; (end = table.find('\n', at)) != table.npos; at = end + 1)
      lines.push_back(table.substr(at, end - at));
    return lines;
  }();
  return names;
}

}  // namespace chatterd::bridge
