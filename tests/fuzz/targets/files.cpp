// What comes as a file: e-mails, pictures, exports of other chats, archives of a migration.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "bridge/files/image.hpp"
#include "bridge/mail/mime.hpp"
#include "models/migrate/archive/archive.hpp"
#include "models/migrate/chat/export_files.hpp"
#include "models/migrate/chat/json_records.hpp"
#include "models/migrate/core/records.hpp"
#include "models/migrate/mattermost/mattermost_source.hpp"
#include "models/migrate/mattermost/mattermost_text.hpp"
#include "models/migrate/slack/slack_source.hpp"
#include "models/migrate/slack/slack_text.hpp"
#include "tests/fuzz/target.hpp"

namespace chatterd::fuzz {
namespace {

using namespace chatterd::bridge;

void mail(std::string_view input) {
  const MimePart part = parse_mail(input);
  for (const MimePart* one : walk(part)) {
    (void)decode_charset(one->content, one->charset);
    for (const auto& [name, value] : one->headers) (void)parse_mail_date(value);
  }
}

void image(std::string_view input) {
  answered([&] { (void)image_size(input); });
  answered([&] {
    ImageRequest request;
    request.width = request.height = 64;
    request.verify_resolution = true;
    (void)image_process(input, request);
  });
  answered([&] { (void)is_image_size_above(input, input); });
}

void chat_text(std::string_view input) {
  const std::string text(input);
  const auto shown = [](const std::string& id) { return "<a>" + id.substr(0, 10) + "</a>"; };
  answered([&] {
    (void)migrate::slack_html(text, {[&](const auto& id, const auto&) { return shown(id); },
                                     [&](const auto& id, const auto&) { return shown(id); }});
  });
  answered([&] { (void)migrate::mattermost_html(text, {shown, shown}); });
  answered([&] {
    migrate::each_element(
        text, {[](Json&& record, std::int64_t) { (void)migrate::slack_blocks_text(record); },
               [](std::int64_t, const std::string&) {}});
  });
}

// A file of those bytes, for readers that want one.
class TheFile {
 public:
  TheFile(std::string_view content, const char* ending)
      : path_(std::filesystem::temp_directory_path() /
              ("chatterd-fuzz-" + std::to_string(::getpid()) + ending)) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TheFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::string path() const { return path_; }

 private:
  const std::filesystem::path path_;
};

void read_all(migrate::Source& source) {
  (void)source.info();
  for (const migrate::Model& model : migrate::models())
    answered([&] { source.read(model, 0, [](migrate::Batch&&) {}); });
  answered([&] {
    source.contents([](const migrate::Content&) { return true; },
                    [](const migrate::Content&, const migrate::ContentPieces& pieces) {
                      while (!pieces().empty()) {
                      }
                    },
                    [](const migrate::Content&) {});
  });
}

void chat_export(std::string_view input) {
  // JSON lines, or a ZIP, as the first bytes say
  const TheFile file(input, input.starts_with("PK") ? ".zip" : ".jsonl");
  answered([&] {
    const migrate::ExportFiles files(file.path());
    if (files.kind() == migrate::ExportFiles::Kind::slack)
      read_all(*migrate::open_slack_source(files, "", {}, {}));
    if (files.kind() == migrate::ExportFiles::Kind::mattermost)
      read_all(*migrate::open_mattermost_source(files, "", {}, {}));
  });
}

void archive(std::string_view input) {
  const TheFile file(input, ".tar.zst");
  answered([&] { read_all(*migrate::open_archive_source(file.path())); });
}

const Register mails{"mail", mail}, images{"image", image}, texts{"chat_text", chat_text},
    exports{"chat_export", chat_export}, archives{"archive", archive};

}  // namespace
}  // namespace chatterd::fuzz
