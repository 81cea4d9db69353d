// Stages one after the other; within a stage, a thread a model where source and target allow it.
#include "models/migrate/core/run.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include "models/migrate/database/identification.hpp"

namespace chatterd::migrate {
namespace {

constexpr std::size_t threads_at_most = 4;

class Run {
 public:
  Run(Source& source, Target& target, const TargetOptions& options, Progress& progress)
      : source_(source), target_(target), options_(options), progress_(progress) {}

  RunReport go() {
    const auto start = std::chrono::steady_clock::now();
    report_.source = source_.info();
    report_.dry_run = options_.dry_run;
    target_.begin(source_.info(), options_, [this](const Notice& notice) { note(notice); });
    for (const std::string& remark : source_.info().remarks)
      note({Notice::Kind::left_out, "source", 0, remark});
    if (target_.people(read_people())) {
      for (int stage = 0; stage <= models().back().stage; ++stage) run_stage(stage);
      copy_contents();
      if (options_.remove) remove_missing();
      target_.finish();
    } else {
      report_.conflicts = true;
    }
    report_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::move(report_);
  }

 private:
  void note(const Notice& notice) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (++report_.notice_counts[notice.kind] <= static_cast<std::int64_t>(notices_kept))
      report_.notices.push_back(notice);
  }

  std::vector<Person> read_people() {
    std::vector<Person> out;
    std::unordered_map<RecordId, std::size_t> by_partner;
    const Model& partner = model("res.partner");
    const Model& user = model("res.users");
    source_.read(partner, 0, [&](Batch&& batch) {
      for (const Row& row : batch.rows) {
        Person person;
        person.partner = number(row.front());
        person.name = row[partner.at("name")].value_or("");
        person.email = row[partner.at("email_normalized")].value_or("");
        person.external_ids = split_names(row.back());
        by_partner[person.partner] = out.size();
        out.push_back(std::move(person));
      }
    });
    source_.read(user, 0, [&](Batch&& batch) {
      for (const Row& row : batch.rows) {
        const auto found = by_partner.find(number(row[user.at("partner_id")]));
        if (found == by_partner.end()) continue;
        Person* person = &out[found->second];
        if (person->user != 0) {  // a second user of one partner
          out.push_back(*person);
          person = &out.back();
        }
        person->user = number(row.front());
        person->login = row[user.at("login")].value_or("");
        person->user_external_ids = split_names(row.back());
      }
    });
    return out;
  }

  void run_stage(int stage) {
    std::vector<const Model*> wanted;
    for (const Model& model : models())
      if (model.stage == stage) wanted.push_back(&model);
    // The longest first, so that no thread is left alone with it.
    if (source_.parallel() && target_.parallel())
      std::stable_sort(wanted.begin(), wanted.end(), [this](const Model* a, const Model* b) {
        return expected(*a) > expected(*b);
      });
    const bool parallel = source_.parallel() && target_.parallel();
    const std::size_t count = parallel ? std::min(wanted.size(), threads_at_most) : 1;
    std::atomic<std::size_t> next = 0;
    std::exception_ptr failure;
    const auto work = [&] {
      try {
        for (std::size_t i = next++; i < wanted.size(); i = next++) copy(*wanted[i]);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (!failure) failure = std::current_exception();
        next = wanted.size();
      }
    };
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < count; ++i) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
  }

  std::int64_t expected(const Model& model) const {
    const auto found = report_.source.counts.find(model.name);
    return found == report_.source.counts.end() ? 0 : found->second;
  }

  void copy(const Model& model) {
    const std::optional<RecordId> after = target_.resume_after(model);
    if (!after) return;
    std::int64_t done = 0;
    Tally all;
    source_.read(model, *after, [&](Batch&& batch) {
      if (model.name == "mail.message") count_months(batch);
      if (model.name == "mail.channel") name_channels(batch);
      const Tally tally = target_.write(batch);
      all.created += tally.created;
      all.updated += tally.updated;
      all.matched += tally.matched;
      all.unchanged += tally.unchanged;
      all.left_out += tally.left_out;
      done += static_cast<std::int64_t>(batch.rows.size());
      const std::lock_guard<std::mutex> lock(mutex_);
      progress_.advance(model.name, done, expected(model));
    });
    target_.complete(model);
    const std::lock_guard<std::mutex> lock(mutex_);
    report_.models[model.name] = all;
    if (done > 0) progress_.finished(model.name, done);
  }

  void remove_missing() {
    const auto removed = target_.remove_missing([&](const Model& model,
                                                    const std::function<void(const Row&)>& sink) {
      std::int64_t seen = 0;
      source_.read(model, 0, [&](Batch&& batch) {
        for (const Row& row : batch.rows) sink(row);
        progress_.advance(model.name + " that is still there",
                          seen += static_cast<std::int64_t>(batch.rows.size()), expected(model));
      });
    });
    for (const auto& [name, count] : removed) report_.models[name].removed = count;
  }

  void count_months(const Batch& batch) {
    const std::size_t model_at = batch.model->at("model"), id_at = batch.model->at("res_id"),
                      date_at = batch.model->at("date");
    for (const Row& row : batch.rows)
      if (row[model_at] == "mail.channel" && row[id_at] && row[date_at])
        ++report_.months[{number(row[id_at]), row[date_at]->substr(0, 7)}];
  }

  void name_channels(const Batch& batch) {
    const std::size_t name_at = batch.model->at("name");
    for (const Row& row : batch.rows)
      report_.channel_names[number(row.front())] = row[name_at].value_or("");
  }

  void copy_contents() {
    std::int64_t seen = 0;
    source_.contents(
        [&](const Content& content) {
          progress_.advance("attachment contents", ++seen, 0);
          const bool there = target_.has_content(content);
          if (there) ++report_.contents_there;
          return !there;
        },
        [&](const Content& content, const ContentPieces& pieces) {
          ++report_.contents;
          report_.content_bytes += static_cast<std::int64_t>(content.size);
          if (!target_.write_content(content, pieces))
            note({Notice::Kind::damaged, "ir.attachment", 0,
                  content.checksum + ": the source has other bytes than its checksum says"});
        },
        [&](const Content& content) {
          target_.missing_content(content);
          note({Notice::Kind::damaged, "ir.attachment", 0,
                content.checksum + ": the source has lost the file"});
        });
    if (seen > 0) progress_.finished("attachment contents", seen);
  }

  Source& source_;
  Target& target_;
  const TargetOptions& options_;
  Progress& progress_;
  RunReport report_;
  std::mutex mutex_;
};

}  // namespace

RunReport run_migration(Source& source, Target& target, const TargetOptions& options,
                        Progress& progress) {
  return Run(source, target, options, progress).go();
}

const char* notice_name(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::conflict:
      return "conflict";
    case Notice::Kind::left_out:
      return "left out";
    case Notice::Kind::lost:
      return "lost pointer";
    case Notice::Kind::damaged:
      return "damaged";
  }
  return "";
}

Json to_json(const RunReport& report) {
  Json out = {
      {"source",
       {{"kind", report.source.kind}, {"name", report.source.name}, {"key", report.source.key}}},
      {"dry_run", report.dry_run},
      {"conflicts", report.conflicts},
      {"seconds", report.seconds},
      {"contents",
       {{"copied", report.contents},
        {"bytes", report.content_bytes},
        {"there", report.contents_there}}}};
  for (const auto& [name, tally] : report.models)
    out["models"][name] = {{"created", tally.created},   {"updated", tally.updated},
                           {"matched", tally.matched},   {"unchanged", tally.unchanged},
                           {"left_out", tally.left_out}, {"removed", tally.removed}};
  out["notice_counts"] = Json::object();
  for (const auto& [kind, count] : report.notice_counts)
    out["notice_counts"][notice_name(kind)] = count;
  out["notices"] = Json::array();
  for (const Notice& notice : report.notices)
    out["notices"].push_back({{"kind", notice_name(notice.kind)},
                              {"model", notice.model},
                              {"id", notice.id},
                              {"text", notice.text}});
  out["messages_by_month"] = Json::array();
  for (const auto& [place, count] : report.months) {
    const auto name = report.channel_names.find(place.first);
    out["messages_by_month"].push_back(
        {{"channel", place.first},
         {"name", name == report.channel_names.end() ? "" : name->second},
         {"month", place.second},
         {"messages", count}});
  }
  return out;
}

}  // namespace chatterd::migrate
