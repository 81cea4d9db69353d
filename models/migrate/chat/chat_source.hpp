// What the exports of Slack and of Mattermost have in common as sources.
#pragma once
#include "models/migrate/chat/chat_rows.hpp"
#include "models/migrate/chat/export_files.hpp"

namespace chatterd::migrate {

// How far reading has come: what, done, total (0: unknown).
using ChatTold = std::function<void(const std::string&, std::int64_t, std::int64_t)>;

// What is left out, counted by why; damaged records by their place, the first ones.
class LeftOut {
 public:
  // `why` says what: "reactions, which Odoo 13 does not have".
  void count(const std::string& why, std::int64_t number = 1) { counts_[why] += number; }
  void damaged(const std::string& file, std::int64_t line, const std::string& why);
  std::vector<std::string> remarks() const;

 private:
  std::map<std::string, std::int64_t> counts_;
  std::vector<std::string> damaged_;
  std::int64_t damaged_count_ = 0;
};

// Bytes that the export has, by the name of their file.
using ChatContents = std::map<std::string, Content>;

// A remark of the report.
inline constexpr const char* unknown_members =
    "private channels and chats whose members the export does not say; those who wrote there are "
    "in "
    "them, and nobody else";

class ChatSource : public Source {
 public:
  const SourceInfo& info() override { return info_; }
  bool parallel() const override { return true; }
  bool has_column(const Model& model, const std::string& column) const override;
  void read(const Model& model, RecordId after, const std::function<void(Batch&&)>& sink) override;
  void contents(const std::function<bool(const Content&)>& wanted,
                const std::function<void(const Content&, const ContentPieces&)>& sink,
                const std::function<void(const Content&)>& missing) override;

 protected:
  ChatSource(ExportFiles files, std::string kind, const Selection& selection, ChatTold told);
  // `key` as it was given, else made from what the chat calls itself. Before the first row.
  void name(const std::string& key, const std::string& identity);
  // After the last.
  void settle();

  // Does the selection want this channel, and a message of this moment?
  bool wants_channel(const std::vector<std::string>& names, bool archived);
  bool wants_date(std::int64_t microseconds) const;
  // Throws std::runtime_error naming a wanted channel that was not there.
  void check_channels() const;
  static Content digested(const ExportFile& file);

  ExportFiles files_;
  SourceInfo info_;
  Selection selection_;
  ChatTold told_;
  LeftOut left_out_;
  ChatContents contents_;         // all that the export has
  std::set<std::string> needed_;  // checksums that a message has
  std::unique_ptr<ChatRows> rows_;

 private:
  std::set<std::string> found_;  // of the wanted channels
};

}  // namespace chatterd::migrate
