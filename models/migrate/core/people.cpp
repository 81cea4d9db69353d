// Certain matches first, so that doubtful ones have fewer people to choose from.
#include "models/migrate/core/people.hpp"

#include <fstream>
#include <set>
#include <sstream>

namespace chatterd::migrate {
namespace {

class Matcher {
 public:
  Matcher(const std::vector<Person>& source, const std::vector<Person>& target,
          const Decisions& decisions)
      : source_(source), target_(target), decisions_(decisions) {
    for (const Person& person : target_) {
      by_partner_[person.partner] = &person;
      if (person.user != 0) by_user_[person.user] = &person;
      if (!person.login.empty()) by_login_[person.login] = &person;
      if (!person.email.empty()) by_email_.emplace(person.email, &person);
      for (const std::string& name : person.external_ids) by_external_id_[name] = &person;
      for (const std::string& name : person.user_external_ids) by_user_external_id_[name] = &person;
    }
  }

  PeopleMatches run(bool keep_ids) {
    each(&Matcher::by_decision);
    if (keep_ids) {
      each(&Matcher::by_external_id);
      each(&Matcher::by_login);
    } else {
      each(&Matcher::by_login);
      by_emails();
      each(&Matcher::by_external_id);
    }
    return std::move(out_);
  }

 private:
  void each(void (Matcher::*match)(const Person&)) {
    for (const Person& person : source_)
      if (!settled_.contains(person.partner)) (this->*match)(person);
  }

  void pair(const Person& person, const Person& like) {
    if (!out_.partners.contains(person.partner)) {
      if (taken_.contains(like.partner)) return;
      taken_.insert(like.partner);
      out_.partners[person.partner] = like.partner;
    }
    if (person.user != 0 && like.user != 0 && taken_users_.insert(like.user).second)
      out_.users[person.user] = like.user;
    settled_.insert(person.partner);
  }

  void by_decision(const Person& person) {
    if (person.user != 0)
      if (const auto decided = decisions_.decided("res.users", person.user)) {
        if (*decided == 0) return settle_new(person);
        const auto like = by_user_.find(*decided);
        if (like == by_user_.end())
          return conflict(person, "the mapping file names user " + std::to_string(*decided) +
                                      ", who is not in the target");
        return pair(person, *like->second);
      }
    if (const auto decided = decisions_.decided("res.partner", person.partner)) {
      if (*decided == 0) return settle_new(person);
      const auto like = by_partner_.find(*decided);
      if (like == by_partner_.end())
        return conflict(person, "the mapping file names partner " + std::to_string(*decided) +
                                    ", who is not in the target");
      pair(person, *like->second);
    }
  }

  void settle_new(const Person& person) { settled_.insert(person.partner); }

  void by_login(const Person& person) {
    if (person.login.empty()) return;
    const auto like = by_login_.find(person.login);
    if (like == by_login_.end()) return;
    pair(person, *like->second);
    // A login cannot be there twice, so this one cannot be created either.
    if (!out_.users.contains(person.user))
      conflict(person, "the login " + person.login +
                           " is in the target, but its partner stands for somebody else");
  }

  void by_external_id(const Person& person) {
    for (const std::string& name : person.external_ids)
      if (const auto like = by_external_id_.find(name); like != by_external_id_.end())
        return pair(person, *like->second);
    for (const std::string& name : person.user_external_ids)
      if (const auto like = by_user_external_id_.find(name); like != by_user_external_id_.end())
        return pair(person, *like->second);
  }

  void by_emails() {
    std::map<std::string, std::vector<const Person*>> left;
    for (const Person& person : source_)
      if (!settled_.contains(person.partner) && !person.email.empty())
        left[person.email].push_back(&person);
    for (const auto& [email, people] : left) {
      std::vector<const Person*> likes;
      const auto range = by_email_.equal_range(email);
      for (auto like = range.first; like != range.second; ++like)
        if (!taken_.contains(like->second->partner)) likes.push_back(like->second);
      if (likes.empty()) continue;
      for (const Person* person : people) {
        std::vector<const Person*> named;
        for (const Person* like : likes)
          if (like->name == person->name || (people.size() == 1 && likes.size() == 1))
            named.push_back(like);
        if (named.size() == 1)
          pair(*person, *named.front());
        else
          ambiguous(*person, likes);
      }
    }
  }

  void ambiguous(const Person& person, const std::vector<const Person*>& likes) {
    std::string text = "\"" + person.name + "\" <" + person.email + "> may be";
    for (const Person* like : likes)
      text += (like == likes.front() ? " " : ", ") + std::to_string(like->partner) + " \"" +
              like->name + "\"";
    conflict(person, text + "; decide with a line \"res.partner " + std::to_string(person.partner) +
                         " ID-OR-create\" in the mapping file");
  }

  void conflict(const Person& person, const std::string& text) {
    settled_.insert(person.partner);
    out_.conflicts.push_back({Notice::Kind::conflict, "res.partner", person.partner, text});
  }

  const std::vector<Person>& source_;
  const std::vector<Person>& target_;
  const Decisions& decisions_;
  std::map<RecordId, const Person*> by_partner_, by_user_;
  std::map<std::string, const Person*> by_login_, by_external_id_, by_user_external_id_;
  std::multimap<std::string, const Person*> by_email_;
  std::set<RecordId> settled_, taken_, taken_users_;
  PeopleMatches out_;
};

}  // namespace

Decisions::Decisions(const std::string& file) {
  if (file.empty()) return;
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read the mapping file " + file);
  std::string line;
  for (int at = 1; std::getline(in, line); ++at) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string model, source, target, more;
    if (!(words >> model)) continue;
    words >> source >> target;
    try {
      if (target.empty() || words >> more) throw std::invalid_argument(line);
      ids_[{model, number(source)}] = target == "create" ? 0 : number(target);
    } catch (const std::invalid_argument&) {
      throw std::runtime_error(file + ", line " + std::to_string(at) +
                               ": expected MODEL SOURCE_ID TARGET_ID or MODEL SOURCE_ID create");
    }
  }
}

std::optional<RecordId> Decisions::decided(const std::string& model, RecordId source) const {
  const auto found = ids_.find({model, source});
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

PeopleMatches match_people(const std::vector<Person>& source, const std::vector<Person>& target,
                           const Decisions& decisions, bool keep_ids) {
  return Matcher(source, target, decisions).run(keep_ids);
}

}  // namespace chatterd::migrate
