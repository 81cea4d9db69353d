// Three passes over the export: the lists; then every day file for what is there (times, threads,
// changes, files); then again for the rows. In memory are a day file at a time, the people and
// channels, and 32 bytes a message.
#include "models/migrate/slack/slack_source.hpp"

#include "models/migrate/slack/slack_export.hpp"
#include "models/migrate/slack/slack_kinds.hpp"
#include "models/migrate/slack/slack_text.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

class SlackSource : public ChatSource {
 public:
  SlackSource(const ExportFiles& files, const std::string& key, const Selection& selection,
              const ChatTold& told)
      : ChatSource(files, "slack", selection, told) {
    std::set<std::string> folders;
    files_.each([&](const ExportFile& file) {
      lists_.read(file, left_out_);
      const std::string folder = slack_day_folder(file.name);
      if (is_deeper_slack_day(file.name)) left_out_.count(deeper_slack_days);
      if (folder.empty()) return;
      ++days_;
      if (is_slack_day(file.name)) folders.insert(folder);
    });
    lists_.settle(left_out_);
    for (const std::string& folder : folders)
      if (!lists_.folders.contains(folder)) {
        left_out_.count("folders of channels that no list has; they came as private ones");
        lists_.add_unknown_channel(folder);
      }
    name(key, lists_.workspace());
    select_channels();
    scan();
    numbers_.settle();
    write_messages();
    write_lists();
    settle();
  }

 private:
  // What one record of a day file is.
  struct Said {
    std::string channel, ts, subtype;
    Moment at;
    const json* message = nullptr;  // of a change: what it has become
  };

  void select_channels() {
    std::int64_t archived = 0;
    for (auto& [id, channel] : lists_.channels) {
      channel.wanted =
          wants_channel({id, channel.channel.name, rows_->uuid(channel.channel)}, channel.archived);
      if (channel.wanted && channel.archived) ++archived;
    }
    if (archived > 0)
      left_out_.count(
          "archived channels that came as others, for Odoo 13 archives none (--no-archived leaves "
          "them out)",
          archived);
  }

  // All records of the export's messages. `first`: damaged ones are told.
  void each_message(const char* what, bool first,
                    const std::function<void(const Said&, const json&)>& sink,
                    const std::function<void(const ExportFile&)>& other) {
    std::int64_t done = 0;
    files_.each([&](const ExportFile& file) {
      const std::string folder = slack_day_folder(file.name);
      if (folder.empty()) return other(file);
      told_(what, ++done, days_);
      const auto listed = lists_.folders.find(folder);
      if (listed == lists_.folders.end()) return;  // other files of the workspace
      const std::string& channel = listed->second;
      if (!lists_.channels.at(channel).wanted) return;
      const auto damaged = [&](std::int64_t line, const std::string& why) {
        if (first) left_out_.damaged(file.name, line, why);
      };
      const JsonSinks sinks = {[&](json&& record, std::int64_t line) {
                                 if (!one(channel, record, sink))
                                   damaged(line, "a message without its time");
                               },
                               damaged};
      if (!each_element(file.all(), sinks)) damaged(1, "is no list of messages");
    });
  }

  bool one(const std::string& channel, const json& record,
           const std::function<void(const Said&, const json&)>& sink) {
    if (const std::string type = text_in(record, "type"); !type.empty() && type != "message")
      return true;
    Said said;
    said.channel = channel;
    said.subtype = text_in(record, "subtype");
    said.message = &record;
    if (said.subtype == "message_changed") {
      said.message = &object_in(record, "message");
      said.subtype = text_in(*said.message, "subtype");
    }
    said.ts = text_in(*said.message, "ts");
    if (text_in(record, "subtype") == "message_deleted") {
      deleted_.insert(identity(channel, text_in(record, "deleted_ts")));
      return true;
    }
    const std::optional<Moment> at = slack_moment(said.ts);
    if (!at) return false;
    said.at = *at;
    sink(said, record);
    // one tool writes a thread's answers into its first message
    bool good = true;
    for (const json& reply : list_in(record, "slackdump_thread_replies"))
      good = one(channel, reply, sink) && good;
    return good;
  }

  static std::string edited_at(const json& message) {
    return text_in(object_in(message, "edited"), "ts");
  }

  static std::string identity(const std::string& channel, const std::string& ts) {
    return channel + " " + ts;
  }

  RecordId number(const std::string& channel, const std::string& ts, Moment at) {
    return numbers_.number(slack_order(at), identity(channel, ts));
  }

  void scan() {
    each_message(
        "day files, a first look", true,
        [&](const Said& said, const json& record) {
          const std::string key = identity(said.channel, said.ts);
          if (said.subtype == "tombstone" || !wants_date(said.at.microseconds)) return;
          if (said.message != &record) {
            std::string& newest = changes_[key];
            newest = std::max(newest, text_in(record, "ts"));
          } else if (const std::string edited = edited_at(record); !edited.empty()) {
            std::string& newest = edits_[key];
            newest = std::max(newest, edited);
          }
          if (!numbers_.note(slack_order(said.at), key))
            return left_out_.damaged(said.channel, 1, "an impossible time " + said.ts);
          if (const std::string thread = text_in(*said.message, "thread_ts"); !thread.empty()) {
            std::string& begin =
                threads_.try_emplace(identity(said.channel, thread), said.ts).first->second;
            begin = std::min(begin, said.ts);
          }
          const std::string user = text_in(*said.message, "user");
          if (!user.empty() && !lists_.users.contains(user))
            lists_.somebody(user, slack_profile(*said.message));
          for (const json& file : list_in(*said.message, "files"))
            wanted_files_.insert(text_in(file, "id"));
          wanted_files_.insert(text_in(object_in(*said.message, "file"), "id"));
        },
        [](const ExportFile&) {});
    files_.each([&](const ExportFile& file) {
      const std::string id = slack_file_id(file.name);
      if (id.empty() || !wanted_files_.contains(id)) return;
      contents_[file.name] = digested(file);
      uploads_[id] = file.name;
    });
  }

  void write_messages() {
    each_message(
        "day files", false,
        [&](const Said& said, const json& record) {
          const std::string key = identity(said.channel, said.ts);
          if (!wants_date(said.at.microseconds)) return;
          if (said.subtype == "tombstone")
            return left_out_.count("deleted messages of which Slack kept the place only");
          if (deleted_.contains(key)) return left_out_.count("messages that were deleted in Slack");
          const auto change = changes_.find(key);
          if (change != changes_.end() &&
              (said.message == &record || text_in(record, "ts") != change->second))
            return left_out_.count("earlier versions of messages that were changed");
          // day files that overlap may have been written before and after a change
          if (const auto edit = edits_.find(key);
              change == changes_.end() && edit != edits_.end() && edited_at(record) != edit->second)
            return left_out_.count("earlier versions of messages that were changed");
          // tools write a thread's answers with their thread and with their day
          if (numbers_.repeated(key)) {
            const std::string text = text_in(*said.message, "text");
            const auto [first, is_new] = written_.try_emplace(key, text);
            if (!is_new && first->second != text)
              left_out_.count(
                  "messages of one moment and channel with different texts; the first is there");
            if (!is_new) return;
          }
          write_message(said);
        },
        [](const ExportFile&) {});
  }

  void write_message(const Said& said) {
    const json& given = *said.message;
    SlackChannel& channel = lists_.channels.at(said.channel);
    ChatMessage out;
    out.id = number(said.channel, said.ts, said.at);
    out.channel = channel.channel.id;
    out.channel_name = channel.channel.name;
    out.message_id = "<" + said.channel + "." + said.ts + "." + info_.key + "@slack.import>";
    out.date = said.at.microseconds;
    if (const auto edited = slack_moment(text_in(object_in(given, "edited"), "ts")))
      out.edited = edited->microseconds;
    out.notification = is_slack_notification(said.subtype);
    set_author(given, out);
    if (channel.channel.members_unknown && out.author != 0)
      channel.channel.members.insert(out.author);
    set_parent(said, out);
    set_body(said, out);
    channel.channel.last_message = std::max(channel.channel.last_message, out.id);
    rows_->message(out);
    written_channels_.insert(said.channel);
    for (const json& reaction : list_in(given, "reactions"))
      left_out_.count(
          "reactions, which Odoo 13 does not have",
          static_cast<std::int64_t>(std::max<std::size_t>(list_in(reaction, "users").size(), 1)));
    if (!list_in(given, "pinned_to").empty())
      left_out_.count("pins of messages to their channel, which Odoo 13 does not have");
  }

  void set_author(const json& given, ChatMessage& out) {
    std::string user = text_in(given, "user");
    if (const std::string host = text_in(object_in(given, "room"), "created_by"); !host.empty())
      user = host;  // not the program that wrote it down
    const std::string bot = text_in(given, "bot_id"), shown = text_in(given, "username");
    if (user.empty() && !bot.empty())
      if (const auto found = lists_.bots.find(bot); found != lists_.bots.end())
        user = found->second;
    const auto found = lists_.users.find(user);
    // a program that speaks under several names is shown by the one it took
    if (found == lists_.users.end() ||
        (!shown.empty() && !found->second.person.user && shown != found->second.person.name)) {
      const std::string name = text_in(object_in(given, "bot_profile"), "name");
      out.email_from = !shown.empty() ? shown : !name.empty() ? name : !bot.empty() ? bot : "Slack";
      return;
    }
    const ChatPerson& person = found->second.person;
    found->second.wanted = true;
    out.author = person.id;
    out.user = person.user ? person.id : 0;
    out.email_from = sender_of(person.name, person.email);
  }

  // The thread's first message that is there.
  void set_parent(const Said& said, ChatMessage& out) {
    const std::string thread = text_in(*said.message, "thread_ts");
    if (thread.empty() || thread == said.ts) return;
    std::string begin = thread;
    const std::optional<Moment> at = slack_moment(thread);
    if (!at || deleted_.contains(identity(said.channel, thread)) ||
        !numbers_.there(slack_order(*at), identity(said.channel, thread))) {
      left_out_.count(
          "answers whose thread's first message is not in the export; the first answer takes its "
          "place");
      begin = threads_[identity(said.channel, thread)];
    }
    if (begin == said.ts || deleted_.contains(identity(said.channel, begin))) return;
    if (const std::optional<Moment> moment = slack_moment(begin))
      out.parent = number(said.channel, begin, *moment);
  }

  void set_body(const Said& said, ChatMessage& out) {
    const json& given = *said.message;
    const SlackNames names = {
        [&](const std::string& id, const std::string& label) {
          return person(id, label, &out.mentioned);
        },
        [&](const std::string& id, const std::string& label) { return channel(id, label); }};
    const SlackNames quietly = {
        [&](const std::string& id, const std::string& label) { return person(id, label, nullptr); },
        names.channel};
    std::string text = text_in(given, "text");
    if (text.empty()) text = slack_blocks_text(list_in(given, "blocks"));
    if (out.notification) {
      out.body =
          "<div class=\"o_mail_notification\">" + notification(said, text, quietly) + "</div>";
      return;
    }
    out.body = slack_html(text, names);
    if (said.subtype == "me_message" && out.body.starts_with("<p>") &&
        out.body.find("<p>", 3) == std::string::npos)
      out.body = "<p><i>" + out.body.substr(3, out.body.size() - 7) + "</i></p>";
    out.body += boxes_html(slack_boxes(given),
                           [&](const std::string& inner) { return slack_html(inner, quietly); });
    json files = list_in(given, "files");
    if (files.empty() && given.contains("file") && given.at("file").is_object())
      files.push_back(given.at("file"));
    for (const json& file : files)
      if (file.is_object() && !file.empty()) add_file(file, out);
  }

  // Odoo's own words for who came and went; Slack's for the rest.
  std::string notification(const Said& said, const std::string& text, const SlackNames& names) {
    const SlackChannel& in = lists_.channels.at(said.channel);
    const std::string link = mention_link("mail.channel", in.channel.id, in.channel.name);
    if (said.subtype.ends_with("_join")) return "joined " + link;
    if (said.subtype.ends_with("_leave")) return "left " + link;
    if (is_slack_huddle(said.subtype) && text.empty())
      return slack_huddle_html(object_in(*said.message, "room"), names);
    std::string out = slack_html(text, names);
    if (out.starts_with("<p>") && out.find("<p>", 3) == std::string::npos && out.ends_with("</p>"))
      out = out.substr(3, out.size() - 7);
    return out;
  }

  std::string person(const std::string& id, const std::string& label,
                     std::set<RecordId>* mentioned) {
    const auto found = lists_.users.find(id);
    if (found == lists_.users.end()) return "@" + html_escaped(label.empty() ? id : label);
    found->second.wanted = true;
    if (mentioned != nullptr) mentioned->insert(found->second.person.id);
    return mention_link("res.partner", found->second.person.id, found->second.person.name);
  }

  std::string channel(const std::string& id, const std::string& label) const {
    const auto found = lists_.channels.find(id);
    if (found == lists_.channels.end() || !found->second.wanted)
      return "#" + html_escaped(!label.empty() || found == lists_.channels.end()
                                    ? (label.empty() ? id : label)
                                    : found->second.channel.name);
    return mention_link("mail.channel", found->second.channel.id, found->second.channel.name);
  }

  void add_file(const json& file, ChatMessage& out) {
    const std::string id = text_in(file, "id"), mode = text_in(file, "mode");
    if (mode == "tombstone") return left_out_.count("files that were deleted in Slack");
    std::string name = text_in(file, "name");
    if (name.empty()) name = text_in(file, "title");
    const auto there = uploads_.find(id);
    if (!id.empty() && there != uploads_.end()) {
      const Content& content = contents_.at(there->second);
      if (name.empty()) name = there->second.substr(there->second.rfind('/') + 1);
      out.files.push_back({name, safe_mimetype(text_in(file, "mimetype"), name), id, content});
      needed_.insert(content.checksum);
      return;
    }
    const std::string url = slack_file_url(file);
    if (name.empty()) name = url.empty() ? id : url;
    if (!name.empty()) out.body += "<p>" + html_link(url, html_escaped(name)) + "</p>";
    if (const std::string text = slack_file_text(file); !text.empty())
      out.body += "<pre>" + html_escaped(text) + "</pre>";
    if (mode == "hidden_by_limit")
      return left_out_.count("files that Slack hides from its free plan");
    if (truth_in(file, "is_external") || mode == "external") return;
    left_out_.count(url.empty()
                        ? "files of which the export has neither bytes nor an address"
                        : "files whose bytes are not in the export; their messages link to Slack");
  }

  void write_lists() {
    const bool by_date = !selection_.since.empty() || !selection_.until.empty();
    rows_->base("Slack");
    for (auto& [id, channel] : lists_.channels) {
      if (!channel.wanted ||
          (by_date && selection_.channels.empty() && !written_channels_.contains(id)))
        continue;
      for (const std::string& member : channel.members) {
        SlackUser& user = lists_.somebody(member, json::object());
        user.wanted = true;
        channel.channel.members.insert(user.person.id);
      }
      if (channel.channel.members_unknown) left_out_.count(unknown_members);
      if (const auto creator = lists_.users.find(channel.creator);
          creator != lists_.users.end() && creator->second.person.user) {
        creator->second.wanted = true;
        channel.channel.creator = creator->second.person.id;
      }
      rows_->channel(channel.channel);
    }
    const bool all = selection_.all_partners || selection_.everything();
    for (const auto& [id, user] : lists_.users)
      if (user.wanted || (all && (selection_.archived || user.person.active)))
        rows_->person(user.person);
  }

  SlackLists lists_;
  MessageNumbers numbers_;
  std::int64_t days_ = 0;
  std::set<std::string> deleted_, written_channels_, wanted_files_;
  std::map<std::string, std::string> written_;  // message that is there more than once -> its text
  std::map<std::string, std::string> changes_;  // message -> when it was changed last
  std::map<std::string, std::string> edits_;    // the same by what the message itself says
  std::map<std::string, std::string> threads_;  // thread -> its first message there
  std::map<std::string, std::string> uploads_;  // file id -> name in the export
};

}  // namespace

std::unique_ptr<Source> open_slack_source(const ExportFiles& files, const std::string& key,
                                          const Selection& selection, const ChatTold& told) {
  return std::make_unique<SlackSource>(files, key, selection, told);
}

}  // namespace chatterd::migrate
