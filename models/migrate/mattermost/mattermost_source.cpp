// Two passes over the lines: people, channels and the times of posts; then the rows. In memory are
// a line at a time (a post with its answers), the people and channels, and 32 bytes a message.
#include "models/migrate/mattermost/mattermost_source.hpp"

#include <algorithm>

#include "bridge/files/hash.hpp"
#include "models/migrate/mattermost/mattermost_export.hpp"
#include "models/migrate/mattermost/mattermost_text.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

// Posts have milliseconds; 0 beyond the years that Odoo reads.
std::int64_t microseconds_in(const json& post, const char* name) {
  constexpr std::int64_t end_of_9999 = 253'402'300'799'999;
  const std::int64_t number = number_in(post, name);
  return number > end_of_9999 || number < 0 ? 0 : number * 1000;
}

Moment moment_of(const json& post) { return {microseconds_in(post, "create_at"), 1000}; }

class MattermostSource : public ChatSource {
 public:
  MattermostSource(const ExportFiles& files, const std::string& key, const Selection& selection,
                   const ChatTold& told)
      : ChatSource(files, "mattermost", selection, told) {
    scan();
    lists_.settle(left_out_);
    numbers_.settle();
    // An export does not say which server it is of. The oldest post is the same in all of them, and
    // no other server's.
    name(key, oldest_ == 0 ? lists_.first_team : std::to_string(oldest_));
    select_channels();
    each_line_of(
        "lines", [&](json&& line, std::int64_t) { write(line); },
        [](std::int64_t, const std::string&) {});
    write_lists();
    settle();
  }

 private:
  void each_line_of(const char* what, const std::function<void(json&&, std::int64_t)>& sink,
                    const std::function<void(std::int64_t, const std::string&)>& damaged) {
    files_.each([&](const ExportFile& file) {
      if (file.name != files_.lines_file()) return;
      std::int64_t done = 0;
      const JsonSinks sinks = {[&](json&& line, std::int64_t number) {
                                 told_(what, ++done, lines_);
                                 sink(std::move(line), number);
                               },
                               damaged};
      each_line(file.pieces, sinks);
      if (lines_ == 0) lines_ = done;
    });
  }

  // The channel of a post, by its identity; empty when the line has none.
  std::string channel_of(const json& line) {
    const std::string type = text_in(line, "type");
    if (type == "direct_post") {
      const json& post = object_in(line, "direct_post");
      return lists_.direct(list_in(post, "channel_members"), text_in(post, "user"));
    }
    const json& post = object_in(line, "post");
    return MattermostLists::identity(text_in(post, "team"), text_in(post, "channel"));
  }

  static const json& post_of(const json& line) {
    return object_in(line, text_in(line, "type").c_str());
  }

  static std::string identity(const std::string& channel, const json& post) {
    return channel + " " + text_in(post, "user") + " " +
           std::to_string(number_in(post, "create_at"));
  }

  void scan() {
    bool version = false;
    const std::string& name = files_.lines_file();
    std::set<std::string> strange;
    each_line_of(
        "lines, a first look",
        [&](json&& line, std::int64_t number) {
          const std::string type = text_in(line, "type");
          if (type == "version") {
            version = true;
            if (const std::int64_t has = number_in(line, "version"); has != 1)
              throw std::runtime_error("it has version " + std::to_string(has) +
                                       " of Mattermost's format; this chatterd reads version 1");
            return;
          }
          if (!version)
            throw std::runtime_error("it is no export of Mattermost: " + name + ", line " +
                                     std::to_string(number) + ": the version must come first");
          if (lists_.read(line)) {
            if (!text_in(object_in(line, "user"), "profile_image").empty())
              left_out_.count("pictures of people");
            return;
          }
          if (type == "emoji")
            return left_out_.count("emoji of the server's own; their names stay in the texts");
          if (type == "role" || type == "scheme") return left_out_.count(type + "s");
          if (type != "post" && type != "direct_post")
            return left_out_.damaged(name, number, "an unknown type \"" + type + "\"");
          if (type == "direct_post" &&
              list_in(object_in(line, "direct_post"), "channel_members").empty())
            left_out_.count(
                "direct messages of which the export does not say to whom; they are in a chat of "
                "their author alone");
          const std::string channel = channel_of(line);
          if (!lists_.channels.contains(channel)) {
            const std::string team = text_in(post_of(line), "team"),
                              named = text_in(post_of(line), "channel");
            if (named.empty())
              return left_out_.damaged(name, number, "a post that does not say in which channel");
            lists_.add_unknown(team, named);
            left_out_.count("channels that only posts name; they came as private ones");
          }
          note(channel, "", post_of(line), number);
        },
        [&](std::int64_t line, const std::string& why) {
          if (!version)
            throw std::runtime_error("it is no export of Mattermost: " + name + ", line " +
                                     std::to_string(line) + ": " + why);
          left_out_.damaged(name, line, why);
        });
    if (!version) throw std::runtime_error("it is no export of Mattermost: " + name + " is empty");
    files_.each([&](const ExportFile& file) {
      if (wanted_files_.contains(file.name)) contents_[file.name] = digested(file);
    });
  }

  // The name of an attachment's file in the export.
  static std::string file_of(const json& attachment) {
    std::string path = text_in(attachment, "path");
    std::replace(path.begin(), path.end(), '\\', '/');
    while (path.starts_with("./")) path.erase(0, 2);
    while (path.starts_with("/")) path.erase(0, 1);
    return path.starts_with("data/") ? path : "data/" + path;
  }

  void note(const std::string& channel, const std::string& above, const json& post,
            std::int64_t line) {
    const Moment at = moment_of(post);
    const std::string key = above + identity(channel, post), user = text_in(post, "user");
    if (!numbers_.note(at, key))
      return left_out_.damaged(files_.lines_file(), line, "a post without its time");
    if (oldest_ == 0 || at.microseconds < oldest_) oldest_ = at.microseconds;
    if (!user.empty()) lists_.somebody(user);
    for (const json& attachment : list_in(post, "attachments"))
      wanted_files_.insert(file_of(attachment));
    for (const json& reply : list_in(post, "replies")) note(channel, key + " ", reply, line);
  }

  void select_channels() {
    std::int64_t archived = 0;
    for (auto& [key, channel] : lists_.channels) {
      channel.wanted = wants_channel({key, channel.channel.name, rows_->uuid(channel.channel)},
                                     channel.archived);
      if (channel.wanted && channel.archived) ++archived;
    }
    if (archived > 0)
      left_out_.count(
          "archived channels that came as others, for Odoo 13 archives none (--no-archived leaves "
          "them out)",
          archived);
  }

  void write(const json& line) {
    const std::string type = text_in(line, "type");
    if (type != "post" && type != "direct_post") return;
    const std::string channel = channel_of(line);
    const auto found = lists_.channels.find(channel);
    if (found != lists_.channels.end() && found->second.wanted)
      write_post(channel, "", post_of(line), 0);
  }

  // Its number; 0 when it is not selected.
  RecordId write_post(const std::string& in, const std::string& above, const json& post,
                      RecordId parent) {
    const Moment at = moment_of(post);
    MattermostChannel& channel = lists_.channels.at(in);
    const std::string key = above + identity(in, post);
    std::string own = key;
    // somebody may say two things in one millisecond
    const bool repeated = numbers_.repeated(key);
    if (repeated)
      if (const std::size_t before = said_[key].size(); before > 0)
        own += " #" + std::to_string(before);
    RecordId id = 0;
    const bool deleted = number_in(post, "delete_at") > 0;
    if (deleted) left_out_.count("messages that were deleted in Mattermost");
    if (!deleted && at.microseconds > 0 && wants_date(at.microseconds)) {
      ChatMessage out;
      out.id = id =
          numbers_.number(at, own, repeated && !said_[key].empty() ? said_[key].back() : 0);
      if (repeated) said_[key].push_back(id);
      out.parent = parent;
      out.channel = channel.channel.id;
      out.channel_name = channel.channel.name;
      out.message_id = "<" + bridge::sha1_hex(own) + "." + info_.key + "@mattermost.import>";
      out.date = at.microseconds;
      out.edited = microseconds_in(post, "edit_at");
      out.notification = text_in(post, "type").starts_with("system_");
      fill(channel, post, out);
      channel.channel.last_message = std::max(channel.channel.last_message, out.id);
      if (const std::string user = text_in(post, "user");
          channel.channel.members_unknown && !user.empty())
        channel.members.insert(user);
      rows_->message(out);
      written_.insert(in);
    }
    // the thread's first message that is selected
    RecordId begin = id;
    for (const json& reply : list_in(post, "replies")) {
      const RecordId answer = write_post(in, key + " ", reply, begin);
      if (begin == 0) begin = answer;
    }
    return id;
  }

  void fill(const MattermostChannel& channel, const json& post, ChatMessage& out) {
    const json& props = object_in(post, "props");
    const std::string name = text_in(post, "user"), shown = text_in(props, "override_username");
    const auto user = lists_.users.find(name);
    if (user != lists_.users.end() && (shown.empty() || shown == user->second.person.name)) {
      const ChatPerson& person = user->second.person;
      user->second.wanted = true;
      out.author = person.id;
      out.user = person.user ? person.id : 0;
      out.email_from = sender_of(person.name, person.email);
    } else {
      out.email_from = !shown.empty() ? shown : !name.empty() ? name : "Mattermost";
    }
    const std::string team = channel.channel.identity.substr(0, channel.channel.identity.find('/'));
    const auto person_link = [&](const std::string& one, std::set<RecordId>* mentioned) {
      const auto found = lists_.users.find(one);
      if (found == lists_.users.end()) return std::string();
      found->second.wanted = true;
      if (mentioned != nullptr) mentioned->insert(found->second.person.id);
      return mention_link("res.partner", found->second.person.id, found->second.person.name);
    };
    const auto channel_link = [&](const std::string& one) {
      const auto found = lists_.channels.find(MattermostLists::identity(team, one));
      return found == lists_.channels.end() || !found->second.wanted
                 ? std::string()
                 : mention_link("mail.channel", found->second.channel.id,
                                found->second.channel.name);
    };
    const MattermostNames names = {
        [&](const std::string& one) { return person_link(one, &out.mentioned); }, channel_link};
    const MattermostNames quietly = {
        [&](const std::string& one) { return person_link(one, nullptr); }, channel_link};
    out.body = mattermost_html(text_in(post, "message"), out.notification ? quietly : names);
    if (out.notification) {
      if (out.body.starts_with("<p>") && out.body.find("<p>", 3) == std::string::npos &&
          out.body.ends_with("</p>"))
        out.body = out.body.substr(3, out.body.size() - 7);
      out.body = "<div class=\"o_mail_notification\">" + out.body + "</div>";
    }
    out.body += boxes_html(list_in(props, "attachments"),
                           [&](const std::string& text) { return mattermost_html(text, quietly); });
    for (const json& attachment : list_in(post, "attachments")) add_file(attachment, out);
    for (const json& one : list_in(post, "flagged_by"))
      if (one.is_string()) {
        MattermostUser& who = lists_.somebody(one.get<std::string>());
        who.wanted = true;
        out.starred.insert(who.person.id);
      }
    if (const std::size_t reactions = list_in(post, "reactions").size(); reactions > 0)
      left_out_.count("reactions, which Odoo 13 does not have",
                      static_cast<std::int64_t>(reactions));
    if (truth_in(post, "is_pinned"))
      left_out_.count("pins of messages to their channel, which Odoo 13 does not have");
  }

  void add_file(const json& attachment, ChatMessage& out) {
    const std::string file = file_of(attachment), name = file.substr(file.rfind('/') + 1);
    const auto found = contents_.find(file);
    if (found == contents_.end()) {
      if (!name.empty()) out.body += "<p>" + html_escaped(name) + "</p>";
      return left_out_.count(
          "files whose bytes are not in the export; their messages have the files' names");
    }
    out.files.push_back({name, safe_mimetype("", name), file, found->second});
    needed_.insert(found->second.checksum);
  }

  void write_lists() {
    const bool by_date = !selection_.since.empty() || !selection_.until.empty();
    rows_->base("Mattermost");
    if (lists_.unknown_types > 0)
      left_out_.count("channels of a kind that Mattermost did not have; they came as private ones",
                      lists_.unknown_types);
    for (auto& [key, channel] : lists_.channels) {
      if (!channel.wanted || (by_date && selection_.channels.empty() && !written_.contains(key)))
        continue;
      for (const std::string& member : channel.members) {
        MattermostUser& user = lists_.somebody(member);
        user.wanted = true;
        channel.channel.members.insert(user.person.id);
      }
      if (channel.channel.members_unknown) left_out_.count(unknown_members);
      rows_->channel(channel.channel);
    }
    const bool all = selection_.all_partners || selection_.everything();
    for (const auto& [name, user] : lists_.users)
      if (user.wanted || (all && (selection_.archived || user.person.active)))
        rows_->person(user.person);
  }

  MattermostLists lists_;
  MessageNumbers numbers_;
  std::int64_t lines_ = 0, oldest_ = 0;
  std::set<std::string> wanted_files_, written_;
  std::map<std::string, std::vector<RecordId>> said_;
};

}  // namespace

std::unique_ptr<Source> open_mattermost_source(const ExportFiles& files, const std::string& key,
                                               const Selection& selection, const ChatTold& told) {
  return std::make_unique<MattermostSource>(files, key, selection, told);
}

}  // namespace chatterd::migrate
