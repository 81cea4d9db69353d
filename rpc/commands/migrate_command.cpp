// Opens both ends, runs, and says what became of it.
#include "rpc/commands/migrate_command.hpp"

#include <cstdio>
#include <fstream>

#include "bridge/files/hash.hpp"
#include "bridge/postgres/pool.hpp"
#include "models/engine/setup/new_database.hpp"
#include "models/migrate/archive/archive.hpp"
#include "models/migrate/core/run.hpp"
#include "models/migrate/core/verify.hpp"
#include "models/migrate/database/database_target.hpp"
#include "models/migrate/rpc/rpc_target.hpp"
#include "rpc/commands/migrate_options.hpp"
#include "rpc/commands/migrate_progress.hpp"
#include "rpc/commands/migrate_report.hpp"
#include "rpc/commands/startup.hpp"

namespace chatterd::rpc {
namespace {

using namespace migrate;

constexpr int differences = 1;

void say(const std::string& line) { std::printf("%s\n", line.c_str()); }

void write_file(const std::string& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

void write_report(const std::string& file, const Json& report) {
  if (!file.empty())
    write_file(file, report.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

// An empty database becomes a standalone one. True when it is empty, and stays so for a rehearsal.
bool prepare_target(const MigrateOptions& options) {
  if (options.to.kind != PlaceKind::database) return false;
  const std::shared_ptr<bridge::Pool> pool =
      bridge::Pool::create(options.to.where, 4, "chatterd migrate");
  if (inspect_database(*pool) == DatabaseKind::odoo) return false;
  if (options.target.dry_run) return true;
  const std::string password = bridge::random_urlsafe(12);
  create_database(*pool, password);
  say("The target was empty and is set up. The administrator: login admin, password " + password +
      ", unless the source brings its own.");
  return false;
}

std::string in_columns(const std::string& name, const std::vector<std::int64_t>& numbers) {
  std::string out = "  " + name;
  out.resize(std::max<std::size_t>(44, out.size() + 1), ' ');
  for (const std::int64_t number : numbers) {
    const std::string text = with_commas(number);
    out += std::string(text.size() < 12 ? 12 - text.size() : 1, ' ') + text;
  }
  return out;
}

void print_notices(const RunReport& report) {
  for (const auto& [kind, count] : report.notice_counts) {
    say("\n" + std::string(notice_name(kind)) + ": " + with_commas(count));
    std::int64_t shown = 0;
    for (const Notice& notice : report.notices) {
      if (notice.kind != kind || ++shown > 20) continue;
      say("  " + notice.model + (notice.id ? " " + std::to_string(notice.id) : "") + ": " +
          notice.text);
    }
    if (count > 20) say("  … the report (--report FILE) has more");
  }
}

void print_run(const RunReport& report, bool empty_target) {
  say("");
  if (report.dry_run)
    say(empty_target ? "A rehearsal; the target is empty and would be set up first."
                     : "A rehearsal; nothing was written.");
  std::string head = "  ";
  head.resize(44, ' ');
  for (const char* name : {"created", "updated", "matched", "unchanged", "left out"})
    head += std::string(12 - std::string_view(name).size(), ' ') + name;
  say(head);
  std::int64_t rows = 0;
  for (const migrate::Model& model : models()) {
    const auto found = report.models.find(model.name);
    if (found == report.models.end()) continue;
    const Tally& tally = found->second;
    const std::vector<std::int64_t> numbers = {tally.created, tally.updated, tally.matched,
                                               tally.unchanged, tally.left_out};
    for (const std::int64_t number : numbers) rows += number;
    if (numbers != std::vector<std::int64_t>(5)) say(in_columns(model.name, numbers));
  }
  std::int64_t removed = 0;
  for (const auto& [name, tally] : report.models) removed += tally.removed;
  if (removed > 0) say("  no longer in the source, removed:");
  for (const migrate::Model& model : models())
    if (const auto found = report.models.find(model.name);
        found != report.models.end() && found->second.removed > 0)
      say(in_columns("  " + model.name, {found->second.removed}));
  say("  attachment contents: " + with_commas(report.contents) +
      (report.dry_run ? " to copy (" : " copied (") + with_commas(report.content_bytes) +
      " bytes), " + with_commas(report.contents_there) + " there already");
  print_notices(report);
  // What writing took in docs/migration.md's measurement, beside the reading that the rehearsal
  // did.
  constexpr double rows_a_second = 20000, bytes_a_second = 50e6;
  if (report.dry_run)
    say("\nThe run would take about " +
        duration(report.seconds + static_cast<double>(rows) / rows_a_second +
                 static_cast<double>(report.content_bytes) / bytes_a_second) +
        ".");
  else
    say("\n" + std::string(report.conflicts ? "Stopped" : "Done") + " after " +
        duration(report.seconds) + ".");
}

// A server is read while it is opened.
Place telling(Place place, Progress& progress) {
  place.told = [&progress](const std::string& what, std::int64_t done, std::int64_t total) {
    progress.advance(what, done, total);
    if (done == total) progress.finished(what, done);
  };
  return place;
}

int run(const MigrateOptions& options) {
  ConsoleProgress progress;
  const std::unique_ptr<Source> source =
      open_source(telling(options.from, progress), options.selection);
  const bool empty_target = prepare_target(options);
  // What would be written to a database that has nothing yet is all there is.
  const std::unique_ptr<Target> target =
      empty_target ? open_archive_target("") : open_target(options.to);
  const RunReport report = run_migration(*source, *target, options.target, progress);
  print_run(report, empty_target);
  write_report(options.report, to_json(report));
  if (!options.report_html.empty()) write_file(options.report_html, migrate_report_page(report));
  if (!report.conflicts) return 0;
  say("Nothing was written: decide the conflicts in a file, and name it with --mapping FILE.");
  return differences;
}

int verify(const MigrateOptions& options) {
  ConsoleProgress progress;
  const std::unique_ptr<Source> source =
      open_source(telling(options.from, progress), options.selection);
  const std::unique_ptr<Target> target = open_target(options.to);
  Selection whole;
  whole.whole = true;
  const std::unique_ptr<Source> actual = open_source(telling(options.to, progress), whole);
  const VerifyReport report = verify_migration(*source, *target, *actual, progress);
  std::string head = "\n  ";
  head.resize(45, ' ');
  for (const char* name : {"expected", "found", "missing", "changed", "extra", "left out"})
    head += std::string(12 - std::string_view(name).size(), ' ') + name;
  say(head);
  for (const migrate::Model& model : models())
    if (const auto found = report.models.find(model.name); found != report.models.end()) {
      const ModelCheck& check = found->second;
      say(in_columns(model.name, {check.expected, check.found, check.missing, check.changed,
                                  check.extra, check.left_out}));
    }
  std::int64_t unequal = 0;
  for (const ChannelCheck& channel : report.channels)
    if (!channel.equal() && ++unequal <= 20)
      say("  channel " + std::to_string(channel.source) + " -> " + std::to_string(channel.target) +
          ": " + with_commas(channel.expected_messages) + " messages in the source, " +
          with_commas(channel.found_messages) + " in the target; checksums " +
          (channel.expected_sum == channel.found_sum ? "equal" : "differ"));
  say("  " + with_commas(static_cast<std::int64_t>(report.channels.size())) +
      " channels compared, " + with_commas(unequal) + " differ; " + with_commas(report.contents) +
      " attachment contents read");
  for (const Difference& difference : report.differences)
    say("  " +
        std::string(difference.kind == Difference::Kind::missing   ? "missing"
                    : difference.kind == Difference::Kind::changed ? "changed"
                                                                   : "extra") +
        ": " + difference.model + " " + std::to_string(difference.source) +
        (difference.target ? " -> " + std::to_string(difference.target) : "") + ": " +
        difference.text);
  say("\n" +
      (report.equal() ? std::string("Equal")
                      : with_commas(report.difference_count) +
                            (report.difference_count == 1 ? " difference" : " differences")) +
      ", after " + duration(report.seconds) + ".");
  write_report(options.report, to_json(report));
  return report.equal() ? 0 : differences;
}

int undo(const MigrateOptions& options) {
  if (options.to.kind == PlaceKind::archive)
    throw std::runtime_error("an archive has nothing to undo: remove the file " + options.to.where);
  if (options.to.kind == PlaceKind::chat_export)
    throw std::runtime_error("an export has nothing to undo: name the database that it went to");
  const Undone done = options.to.kind == PlaceKind::server
                          ? undo_over_rpc(options.to.where, options.to.login)
                          : undo_in_database(options.to.where, options.to.filestore, options.run,
                                             [](const std::string& line) {
                                               std::fprintf(stderr, "%s\n", line.c_str());
                                             });
  for (const auto& [name, count] : done.removed)
    say("  " + name + ": " + with_commas(count) + " removed");
  for (const auto& [name, count] : done.restored)
    say("  " + name + ": " + with_commas(count) + " restored");
  say("Undone.");
  write_report(options.report, {{"removed", done.removed}, {"restored", done.restored}});
  return 0;
}

}  // namespace

int migrate_command(const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& environment) {
  const MigrateOptions options = read_migrate_options(arguments, environment);
  switch (options.action) {
    case MigrateOptions::Action::help:
      std::fputs(migrate_help().c_str(), stdout);
      return 0;
    case MigrateOptions::Action::verify:
      return verify(options);
    case MigrateOptions::Action::undo:
      return undo(options);
    case MigrateOptions::Action::run:
      break;
  }
  return run(options);
}

}  // namespace chatterd::rpc
