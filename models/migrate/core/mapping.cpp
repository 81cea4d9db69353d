// Looks up target ids, and carries them into the pointers of a row.
#include "models/migrate/core/mapping.hpp"

#include <algorithm>
#include <limits>
#include <mutex>

namespace chatterd::migrate {
namespace {

bool fits(RecordId id) { return id >= 0 && id <= std::numeric_limits<std::int32_t>::max(); }

template <class Pairs>
RecordId find_in(const Pairs& pairs, RecordId source) {
  const auto place =
      std::lower_bound(pairs.begin(), pairs.end(), source,
                       [](const auto& pair, RecordId id) { return pair.first < id; });
  return place != pairs.end() && place->first == source ? place->second : 0;
}

// At the end, where it is in order.
template <class Pairs>
bool append(Pairs& pairs, RecordId source, RecordId target) {
  if (!pairs.empty() && pairs.back().first >= source) return false;
  pairs.emplace_back(static_cast<typename Pairs::value_type::first_type>(source),
                     static_cast<std::int32_t>(target));
  return true;
}

}  // namespace

const Mapping::Ids* Mapping::ids(std::string_view model) const {
  const auto found = models_.find(model);
  return found == models_.end() ? nullptr : &found->second;
}

RecordId Mapping::find(std::string_view model, RecordId source) const {
  if (identity_) return source;
  const std::shared_lock lock(mutex_);
  const Ids* known = ids(model);
  if (known == nullptr) return 0;
  // what was set out of order is newer
  if (!known->others.empty())
    if (const auto other = known->others.find(source); other != known->others.end())
      return other->second;
  return fits(source) ? find_in(known->ordered, source) : find_in(known->wide, source);
}

void Mapping::set(std::string_view model, RecordId source, RecordId target) {
  const std::unique_lock lock(mutex_);
  auto found = models_.find(model);
  if (found == models_.end()) found = models_.emplace(model, Ids{}).first;
  Ids& known = found->second;
  if (fits(target) && !known.others.contains(source) &&
      (fits(source) ? append(known.ordered, source, target) : append(known.wide, source, target)))
    return;
  known.others[source] = target;
}

std::size_t Mapping::size(std::string_view model) const { return pairs(model).size(); }

std::vector<std::pair<RecordId, RecordId>> Mapping::pairs(std::string_view model) const {
  const std::shared_lock lock(mutex_);
  std::map<RecordId, RecordId> all;
  if (const Ids* known = ids(model)) {
    if (known->others.empty()) {
      std::vector<std::pair<RecordId, RecordId>> out(known->ordered.begin(), known->ordered.end());
      out.insert(out.end(), known->wide.begin(), known->wide.end());
      return out;
    }
    for (const auto& [source, target] : known->ordered) all[source] = target;
    for (const auto& [source, target] : known->wide) all[source] = target;
    for (const auto& [source, target] : known->others) all[source] = target;
  }
  return {all.begin(), all.end()};
}

void Mapping::know(std::set<std::string, std::less<>> models) {
  const std::unique_lock lock(mutex_);
  known_ = std::move(models);
}

bool Mapping::unknown(std::string_view model) const {
  const std::shared_lock lock(mutex_);
  return !known_.empty() && !known_.contains(model);
}

Translated translate(const Model& model, const Row& row, const Mapping& mapping) {
  Translated out;
  out.row = row;
  if (mapping.identity()) return out;
  const RecordId id = model.has_id() ? number(row.front()) : 0;
  if (id != 0) out.row.front() = cell(mapping.find(model.name, id));
  for (std::size_t i = 0; i < model.columns.size(); ++i) {
    const Column& column = model.columns[i];
    if (!row[i]) continue;
    if (column.html) {
      if (row[i]->find('/') != std::string::npos || row[i]->find("data-oe-") != std::string::npos)
        out.row[i] = translate_html(*row[i], mapping);
      continue;
    }
    if (column.points == Points::nowhere) continue;
    if (column.points == Points::model_name) {
      if (!mapping.unknown(*row[i])) continue;
      out.lost.push_back({model.name, id, column.name, "ir.model " + *row[i], 0});
      out.row[i].reset();
      out.dropped = out.dropped || column.needed;
      continue;
    }
    std::string_view to = column.to;
    if (column.points == Points::document) {
      const Cell& named = row[model.at(column.to)];
      if (!named) continue;
      to = *named;
    }
    const RecordId pointed = number(row[i]);
    if (pointed == 0) continue;
    if (const RecordId found = mapping.find(to, pointed)) {
      out.row[i] = cell(found);
      continue;
    }
    if (!column.needed && mapping.unknown(to)) continue;
    out.row[i].reset();
    (column.late ? out.late : out.lost)
        .push_back({model.name, id, column.name, std::string(to), pointed});
    out.dropped = out.dropped || column.needed;
  }
  return out;
}

}  // namespace chatterd::migrate
