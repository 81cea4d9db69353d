#include "rpc/commands/migrate_report.hpp"

#include <algorithm>
#include <cstdio>

#include "models/engine/html/html.hpp"
#include "rpc/commands/migrate_progress.hpp"

namespace chatterd::rpc {
namespace {

using namespace migrate;

constexpr std::size_t channels_shown = 100;
constexpr int months_shown = 240;
constexpr int chart_width = 860, chart_height = 180, strip_width = 320, strip_height = 24;

constexpr const char* style =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 "
    "1rem;color:#222;background:#fff}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{"
    "border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem "
    ".5rem;border-bottom:1px solid "
    "#ddd;vertical-align:middle}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{"
    "display:block;max-width:100%;height:auto}svg rect{fill:#7c5e77}svg text{font:12px "
    "system-ui,sans-serif;fill:#444}.note{color:#555}@media(prefers-color-scheme:dark){body{"
    "background:#1b1b1b;color:#ddd}th,td{border-color:#444}svg rect{fill:#b08fab}svg "
    "text{fill:#bbb}.note{color:#aaa}}";

std::string escaped(const std::string& text) { return html::html_escape(text); }

std::string number_cell(std::int64_t value) {
  return "<td class=\"n\">" + with_commas(value) + "</td>";
}

bool is_month(const std::string& text) {
  return text.size() == 7 && text[4] == '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '-' || (c >= '0' && c <= '9'); }) &&
         text[5] != '-' && text[6] != '-' && text.find('-') == 4;
}

// "2019-11", "2020-02" → all months from the first to the last, so that a quiet one shows as a gap;
// no more than the last twenty years.
std::vector<std::string> months_between(const std::string& first, const std::string& last) {
  const auto count_of = [](const std::string& month) {
    return std::stoi(month.substr(0, 4)) * 12 + std::stoi(month.substr(5)) - 1;
  };
  std::vector<std::string> out;
  const int end = count_of(last);
  for (int at = std::max(count_of(first), end - months_shown + 1); at <= end; ++at) {
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d", at / 12, at % 12 + 1);
    out.emplace_back(text);
  }
  return out;
}

// Messages of a channel, or of all, month by month.
using Months = std::map<std::string, std::int64_t>;

// Bars from the first month to the last. `labelled`: with the years and the highest number.
std::string bars(const Months& counts, const std::vector<std::string>& months, int width,
                 int height, bool labelled, const std::string& title) {
  std::int64_t highest = 1;
  for (const auto& [month, count] : counts) highest = std::max(highest, count);
  const int bottom = labelled ? height - 18 : height, top = labelled ? 16 : 0;
  const double step = static_cast<double>(width) / static_cast<double>(months.size());
  std::string out = "<svg viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) +
                    "\" width=\"" + std::to_string(width) + "\" role=\"img\" aria-label=\"" +
                    escaped(title) + "\"><title>" + escaped(title) + "</title>";
  char shape[160];
  for (std::size_t i = 0; i < months.size(); ++i) {
    const double left = step * static_cast<double>(i);
    if (labelled && (i == 0 || months[i].ends_with("-01"))) {
      std::snprintf(shape, sizeof shape, "<text x=\"%.1f\" y=\"%d\">%s</text>", left, height - 4,
                    months[i].substr(0, 4).c_str());
      // the first label is left out where the year's own would be written over it
      if (i != 0 || months.size() < 2 || months.front().ends_with("-01") ||
          step * static_cast<double>(13 - std::stoi(months.front().substr(5, 2))) > 32)
        out += shape;
    }
    const auto found = counts.find(months[i]);
    if (found == counts.end()) continue;
    const double tall =
        std::max(1.0, static_cast<double>((bottom - top)) * static_cast<double>(found->second) /
                          static_cast<double>(highest));
    std::snprintf(
        shape, sizeof shape, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\">", left,
        static_cast<double>(bottom) - tall, std::max(0.5, step - (step > 3 ? 1 : 0)), tall);
    out += shape;
    out += "<title>" + months[i] + ": " + with_commas(found->second) + "</title></rect>";
  }
  if (labelled)
    out += "<text x=\"0\" y=\"12\">most in a month: " + with_commas(highest) + "</text>";
  return out + "</svg>";
}

std::string charts(const RunReport& report) {
  if (report.months.empty()) return {};
  Months all;
  std::map<RecordId, Months> by_channel;
  std::map<RecordId, std::int64_t> totals;
  for (const auto& [place, count] : report.months) {
    if (!is_month(place.second)) continue;
    all[place.second] += count;
    by_channel[place.first][place.second] += count;
    totals[place.first] += count;
  }
  if (all.empty()) return {};
  const std::vector<std::string> months = months_between(all.begin()->first, all.rbegin()->first);
  std::vector<RecordId> order;
  for (const auto& [channel, count] : totals) order.push_back(channel);
  std::stable_sort(order.begin(), order.end(),
                   [&](RecordId a, RecordId b) { return totals[a] > totals[b]; });
  const std::string span = months.front() + " to " + months.back();
  std::string out =
      "<h2>Messages of channels by month</h2>" +
      bars(all, months, chart_width, chart_height, true, "Messages by month, " + span) +
      "<h2>Messages by channel</h2><table><thead><tr><th>Channel</th><th "
      "class=\"n\">Messages</th><th>" +
      span + "</th></tr></thead><tbody>";
  for (std::size_t i = 0; i < std::min(order.size(), channels_shown); ++i) {
    const auto known = report.channel_names.find(order[i]);
    const std::string name = known == report.channel_names.end() || known->second.empty()
                                 ? "channel " + std::to_string(order[i])
                                 : known->second;
    out +=
        "<tr><td>" + escaped(name) + "</td>" + number_cell(totals[order[i]]) + "<td>" +
        bars(by_channel[order[i]], months, strip_width, strip_height, false, name + " by month") +
        "</td></tr>";
  }
  out += "</tbody></table>";
  if (order.size() > channels_shown)
    out += "<p class=\"note\">" +
           with_commas(static_cast<std::int64_t>(order.size() - channels_shown)) +
           " channels with fewer messages are not shown; the report as JSON has them.</p>";
  return out;
}

std::string rows_table(const RunReport& report) {
  std::string out = "<h2>Rows</h2><table><thead><tr><th>Model</th>";
  for (const char* name : {"created", "updated", "matched", "unchanged", "left out", "removed"})
    out += "<th class=\"n\">" + std::string(name) + "</th>";
  out += "</tr></thead><tbody>";
  for (const migrate::Model& model : models()) {
    const auto found = report.models.find(model.name);
    if (found == report.models.end()) continue;
    const Tally& t = found->second;
    if (t.created + t.updated + t.matched + t.unchanged + t.left_out + t.removed == 0) continue;
    out += "<tr><td>" + escaped(model.name) + "</td>" + number_cell(t.created) +
           number_cell(t.updated) + number_cell(t.matched) + number_cell(t.unchanged) +
           number_cell(t.left_out) + number_cell(t.removed) + "</tr>";
  }
  return out + "</tbody></table><p>Attachment contents: " + with_commas(report.contents) +
         " copied (" + with_commas(report.content_bytes) + " bytes), " +
         with_commas(report.contents_there) + " there already.</p>";
}

std::string notices_list(const RunReport& report) {
  std::string out;
  for (const auto& [kind, count] : report.notice_counts) {
    out += "<h2>" + escaped(notice_name(kind)) + ": " + with_commas(count) + "</h2><ul>";
    std::int64_t shown = 0;
    for (const Notice& notice : report.notices) {
      if (notice.kind != kind) continue;
      ++shown;
      out += "<li>" +
             escaped(notice.model + (notice.id ? " " + std::to_string(notice.id) : "") + ": " +
                     notice.text) +
             "</li>";
    }
    out += "</ul>";
    if (count > shown) out += "<p class=\"note\">and " + with_commas(count - shown) + " more</p>";
  }
  return out;
}

}  // namespace

std::string migrate_report_page(const RunReport& report) {
  const std::string outcome = report.conflicts ? "Stopped by conflicts; nothing was written"
                              : report.dry_run ? "A rehearsal; nothing was written"
                                               : "Done";
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width\"><title>Migration of " +
         escaped(report.source.name) + "</title><style>" + style +
         "</style></head><body><h1>Migration of " + escaped(report.source.name) + "</h1><p>" +
         outcome + ", after " + duration(report.seconds) +
         ". Source: " + escaped(report.source.kind) + ", key " + escaped(report.source.key) +
         ".</p>" + rows_table(report) + charts(report) + notices_list(report) + "</body></html>\n";
}

}  // namespace chatterd::rpc
