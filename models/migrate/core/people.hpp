// Finding the people of a source among those of a target.
#pragma once
#include "models/migrate/core/target.hpp"

namespace chatterd::migrate {

// What decides conflicts: lines "MODEL SOURCE_ID TARGET_ID" or "MODEL SOURCE_ID create"; # begins a
// comment.
class Decisions {
 public:
  Decisions() = default;
  // Throws std::runtime_error naming the line that cannot be read.
  explicit Decisions(const std::string& file);
  // Nothing when it is not decided; 0 for "create".
  std::optional<RecordId> decided(const std::string& model, RecordId source) const;

 private:
  std::map<std::pair<std::string, RecordId>, RecordId> ids_;
};

struct PeopleMatches {
  std::map<RecordId, RecordId> partners,
      users;  // source -> target; those missing are to be created
  std::vector<Notice> conflicts;
};

// By the decisions, then login, then e-mail, then external id; with `keep_ids` (a target without
// anybody of its own) by external id, then login only. A record of the target is found once.
PeopleMatches match_people(const std::vector<Person>& source, const std::vector<Person>& target,
                           const Decisions& decisions, bool keep_ids);

}  // namespace chatterd::migrate
