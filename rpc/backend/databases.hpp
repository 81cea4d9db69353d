// The databases that the process serves, and which of them a request is about: by its session, its
// host, or the name that a remote call gives (odoo/http.py db_filter, db_list, db_monodb).
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rpc/backend/backend.hpp"

namespace chatterd::rpc {

class Longpolling;  // rpc/routes/longpolling.hpp
class TrustedDoor;  // rpc/sessions/trusted.hpp

// One of them, as the routes see it.
struct Database {
  std::string name;
  Backend* backend = nullptr;
  Longpolling* polls = nullptr;  // null where nothing polls
  TrustedDoor* door = nullptr;   // null where no addon calls
};

class Databases {
 public:
  // At least one, each name once. `filter` is Odoo's dbfilter: a regular expression in which %h and
  // %d stand for the host and its first label; "" shows all to everybody. Throws
  // std::invalid_argument where it is none.
  explicit Databases(std::vector<Database> all, std::string filter = "");

  const std::vector<Database>& all() const { return all_; }  // by name
  bool several() const { return all_.size() > 1; }
  // By its name, whoever asks: a remote call may name what its host does not show. Null: unknown.
  const Database* find(std::string_view name) const;
  // The same of what the host ("name:port") shows.
  const Database* shown(std::string_view name, std::string_view host) const;
  // The only one that the host shows; null when it shows several or none.
  const Database* only(std::string_view host) const;
  // The names of all that the host shows.
  std::vector<std::string> names(std::string_view host) const;

 private:
  // What a host shows, as a regular expression.
  struct Filter;
  std::unique_ptr<Filter> filter_of(std::string_view host) const;

  std::vector<Database> all_;
  std::string filter_;
};

}  // namespace chatterd::rpc
