// Odoo's dbfilter on Boost.Regex, whose Perl syntax is Python's in all that such filters use.
#include "rpc/backend/databases.hpp"

#include <algorithm>
#include <boost/regex.hpp>
#include <stdexcept>

#include "models/engine/html/python_text.hpp"

namespace chatterd::rpc {

namespace {

// Python's re.escape.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("()[]{}?*+-|^$\\.&~# \t\n\r\v\f").find(c) != std::string_view::npos)
      out += '\\';
    out += c;
  }
  return out;
}

// What %d stands for: the first label of a host name, the second of www.example.com.
std::string_view label_of(std::string_view host) {
  const std::size_t dot = host.find('.');
  if (host.substr(0, dot) != "www" || dot == std::string_view::npos || dot + 1 == host.size())
    return host.substr(0, dot);
  const std::string_view rest = host.substr(dot + 1);
  return rest.substr(0, rest.find('.'));
}

}  // namespace

struct Databases::Filter {
  boost::regex pattern;

  // Python's re.match: from the beginning, and as far as the expression goes.
  bool shows(const std::string& name) const {
    try {
      return boost::regex_search(name, pattern, boost::match_continuous);
    } catch (const std::runtime_error&) {
      return false;  // too much of a search: nothing is shown for it
    }
  }
};

Databases::Databases(std::vector<Database> all, std::string filter)
    : all_(std::move(all)), filter_(std::move(filter)) {
  std::ranges::sort(all_, {}, &Database::name);
  const auto same = std::ranges::adjacent_find(all_, {}, &Database::name);
  if (same != all_.end())
    throw std::invalid_argument("two databases have the name \"" + same->name + "\"");
  filter_of("localhost");
}

// None where all is shown. A host changes nothing in the expression but where it is named.
std::unique_ptr<Databases::Filter> Databases::filter_of(std::string_view host) const {
  if (filter_.empty()) return nullptr;
  const std::string_view name = host.substr(0, host.find(':'));
  const std::string pattern = html::replace_all(html::replace_all(filter_, "%h", escaped(name)),
                                                "%d", escaped(label_of(name)));
  try {
    return std::make_unique<Filter>(Filter{boost::regex(pattern)});
  } catch (const boost::regex_error& error) {
    throw std::invalid_argument("dbfilter is no regular expression: " + std::string(error.what()));
  }
}

const Database* Databases::find(std::string_view name) const {
  const auto found = std::ranges::find(all_, name, &Database::name);
  return found == all_.end() ? nullptr : &*found;
}

const Database* Databases::shown(std::string_view name, std::string_view host) const {
  const Database* found = find(name);
  if (found == nullptr || filter_.empty()) return found;
  return filter_of(host)->shows(found->name) ? found : nullptr;
}

const Database* Databases::only(std::string_view host) const {
  if (filter_.empty()) return several() ? nullptr : &all_.front();
  const std::unique_ptr<Filter> filter = filter_of(host);
  const Database* only = nullptr;
  for (const Database& database : all_) {
    if (!filter->shows(database.name)) continue;
    if (only != nullptr) return nullptr;
    only = &database;
  }
  return only;
}

std::vector<std::string> Databases::names(std::string_view host) const {
  const std::unique_ptr<Filter> filter = filter_of(host);
  std::vector<std::string> out;
  for (const Database& database : all_)
    if (!filter || filter->shows(database.name)) out.push_back(database.name);
  return out;
}

}  // namespace chatterd::rpc
