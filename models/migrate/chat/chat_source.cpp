#include "models/migrate/chat/chat_source.hpp"

#include <algorithm>

#include "bridge/files/hash.hpp"
#include "models/migrate/core/batcher.hpp"

namespace chatterd::migrate {
namespace {

constexpr std::size_t damaged_kept = 100;

}  // namespace

void LeftOut::damaged(const std::string& file, std::int64_t line, const std::string& why) {
  ++damaged_count_;
  if (damaged_.size() < damaged_kept)
    damaged_.push_back(file + ", line " + std::to_string(line) + ": " + why);
}

std::vector<std::string> LeftOut::remarks() const {
  std::vector<std::string> out = damaged_;
  if (damaged_count_ > static_cast<std::int64_t>(damaged_.size()))
    out.push_back(std::to_string(damaged_count_ - static_cast<std::int64_t>(damaged_.size())) +
                  " more damaged records");
  for (const auto& [why, count] : counts_) out.push_back(why + ": " + std::to_string(count));
  return out;
}

ChatSource::ChatSource(ExportFiles files, std::string kind, const Selection& selection,
                       ChatTold told)
    : files_(std::move(files)), selection_(selection), told_(std::move(told)) {
  info_.kind = std::move(kind);
  info_.name = files_.where();
  info_.selection = selection;
}

void ChatSource::name(const std::string& key, const std::string& identity) {
  info_.key = key.empty() ? bridge::sha1_hex(info_.kind + " " + identity).substr(0, 8) : key;
  rows_ = std::make_unique<ChatRows>(info_.key);
}

void ChatSource::settle() {
  check_channels();
  rows_->settle();
  info_.told = rows_->told();
  info_.remarks = left_out_.remarks();
  for (const Model& model : models())
    if (!model.table.empty()) info_.counts[model.name] = rows_->spool().count(model);
}

bool ChatSource::has_column(const Model& model, const std::string& column) const {
  const auto told = info_.told.find(model.name);
  return told != info_.told.end() && told->second.contains(column);
}

void ChatSource::read(const Model& model, RecordId after,
                      const std::function<void(Batch&&)>& sink) {
  Batcher batcher(model, sink);
  rows_->spool().read(model, after, [&](Row&& row) { batcher.add(std::move(row)); });
  batcher.flush();
}

void ChatSource::contents(const std::function<bool(const Content&)>& wanted,
                          const std::function<void(const Content&, const ContentPieces&)>& sink,
                          const std::function<void(const Content&)>&) {
  std::set<std::string> open = needed_;
  files_.each([&](const ExportFile& file) {
    const auto found = contents_.find(file.name);
    if (found != contents_.end() && open.erase(found->second.checksum) > 0 && wanted(found->second))
      sink(found->second, file.pieces);
  });
}

bool ChatSource::wants_channel(const std::vector<std::string>& names, bool archived) {
  if (archived && !selection_.archived) return false;
  const std::vector<std::string>& models = selection_.thread_models;
  if (!models.empty() && std::find(models.begin(), models.end(), "mail.channel") == models.end())
    return false;
  bool out = selection_.channels.empty();
  for (const std::string& wanted : selection_.channels)
    if (std::find(names.begin(), names.end(), wanted) != names.end()) {
      found_.insert(wanted);
      out = true;
    }
  return out;
}

void ChatSource::check_channels() const {
  for (const std::string& wanted : selection_.channels)
    if (!found_.contains(wanted))
      throw std::runtime_error("there is no channel " + wanted + " in the source");
}

bool ChatSource::wants_date(std::int64_t microseconds) const {
  if (selection_.since.empty() && selection_.until.empty()) return true;
  const std::string date = date_text(microseconds);
  return (selection_.since.empty() || date >= selection_.since) &&
         (selection_.until.empty() || date < selection_.until);
}

Content ChatSource::digested(const ExportFile& file) {
  Content out;
  bridge::Digester digester(bridge::Digest::sha1);
  for (std::string piece = file.pieces(); !piece.empty(); piece = file.pieces()) {
    digester.add(piece);
    out.size += piece.size();
  }
  out.checksum = bridge::hex(digester.finish());
  return out;
}

}  // namespace chatterd::migrate
