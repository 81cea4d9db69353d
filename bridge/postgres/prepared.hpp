// The statements that one connection keeps prepared. Internal to bridge.
#pragma once
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {

// Knows which texts are prepared on the server under which names; sends nothing itself. No other
// connection uses these names: should a pooler hand this connection's statements to a server
// connection that somebody else has prepared his on, they are unknown there, not others.
class PreparedStatements {
 public:
  struct Use {
    std::string numbered;  // the text with $1 …; empty when `name` is prepared already
    std::string name;      // empty: to be run without preparing it
  };
  PreparedStatements();
  // How to run the statement now. One that is to be prepared counts as prepared from here on.
  Use use(const Sql& sql);
  // Names that the server can forget; the caller sends it that.
  std::vector<std::string> take_dropped();
  // Nothing is prepared any more on this side; take_dropped() names what the server still holds.
  void drop_all();
  // The server has forgotten everything, or what it holds under these names is not known.
  void clear();
  // The statement could not be prepared after all.
  void forget(const Sql& sql);
  std::size_t size() const { return named_; }

 private:
  struct Statement {
    std::string text;      // as given, with %s
    std::string numbered;  // with $1; empty once prepared
    std::string name;      // empty until prepared
  };
  using Statements = std::list<Statement>;  // latest use first
  void drop(Statements::iterator statement);

  Statements statements_;
  std::unordered_map<std::string_view, Statements::iterator> by_text_;
  std::vector<std::string> dropped_;
  std::size_t named_ = 0, next_name_ = 0;
  const std::string prefix_;
};

}  // namespace chatterd::bridge
