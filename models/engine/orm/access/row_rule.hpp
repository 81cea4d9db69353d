// Access rules decided here, from columns that a statement has brought along. A rule inside a
// frequent statement makes PostgreSQL guess: its ORs with parameters look as if they let one row
// through, and it reads the table once for each row of the other side.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// A row as a rule sees it: what the statement brought of each column, in the order of `columns`.
class RowRule {
 public:
  enum class Type {
    integer,  // also a many2one; 0 is NULL
    boolean,  // NULL is false
    text,     // "" is NULL: Odoo stores no empty text in the selections that rules ask for
    member    // a relation, of which only is known whether the caller's partner is in it: 1 or 0
  };
  struct Column {
    std::string_view field;
    Type type;
  };
  struct Cell {
    std::int64_t number = 0;
    std::string_view text = {};
  };

  // rule_domain(env, model, mode) as a decision over these columns, whose names are literals;
  // nothing where it asks for more, or in a way that is not known here. Then the rule has to be a
  // condition of a statement. It is kept with the rules.
  static std::optional<RowRule> of(const Env& env, const Model& model, const char* mode,
                                   std::vector<Column> columns);
  std::size_t memory() const;
  bool restricts() const { return !steps_.empty(); }
  bool allows(const std::vector<Cell>& row) const;

 private:
  enum class Op { both, either, always, never, one_of, none_of };
  struct Step {
    Op op;
    std::size_t column = 0;
    Ids numbers = {};
    std::vector<std::string> texts = {};
    bool with_null = false;  // NULL passes
  };
  static std::optional<RowRule> make(const Env& env, const Model& model, const char* mode,
                                     std::vector<Column> columns);
  bool add_term(const Env& env, const Value& term);
  bool passes(const Step& step, const std::vector<Cell>& row) const;

  std::vector<Column> columns_;
  std::vector<Step> steps_;  // in Polish notation, as in the domain
};

}  // namespace chatterd
