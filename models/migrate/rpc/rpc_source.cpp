// Rows come from the temporary files, contents from the server, a few at a time.
#include "models/migrate/rpc/rpc_source.hpp"

#include "bridge/files/hash.hpp"
#include "models/migrate/core/batcher.hpp"
#include "models/migrate/rpc/rpc_fetch.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

// Contents that one request asks for: JSON and base64 take several times their size in the server's
// memory.
constexpr std::uint64_t contents_bytes = 4 << 20;
constexpr std::size_t contents_at_once = 50;

class RpcSource : public Source {
 public:
  RpcSource(const std::string& url, const ServerLogin& login, const Selection& selection,
            const Fetched& told)
      : session_(url, login), fetch_(session_, selection, told) {
    info_.kind = "rpc";
    info_.name = session_.place();
    const json uuid =
        session_.call("ir.config_parameter", "get_param", json::array({"database.uuid"}));
    info_.key =
        bridge::sha1_hex(uuid.is_string() ? uuid.get<std::string>() : info_.name).substr(0, 8);
    info_.selection = selection;
    fetch_.run();
    info_.remarks = fetch_.remarks();
    for (const Model& model : models())
      if (!model.table.empty()) info_.counts[model.name] = fetch_.spool().count(model);
  }

  const SourceInfo& info() override { return info_; }
  bool whole_seconds() const override { return true; }

  bool has_column(const Model& model, const std::string& column) const override {
    if (column == "external_id" || !model.has_id()) return true;
    // the field is there, and says nothing
    if (model.name == "res.users" && column == "password") return false;
    const auto& fields = fetch_.reader().fields(model.name);
    const auto found = fields.find(column);
    return found != fields.end() && found->second.stored;
  }

  void read(const Model& model, RecordId after, const std::function<void(Batch&&)>& sink) override {
    Batcher batcher(model, sink);
    fetch_.spool().read(model, [&](Row&& row) {
      if (model.name == "reference" || number(row.front()) > after) batcher.add(std::move(row));
    });
    batcher.flush();
  }

  void contents(const std::function<bool(const Content&)>& wanted,
                const std::function<void(const Content&, const ContentPieces&)>& sink,
                const std::function<void(const Content&)>& missing) override {
    const Model& attachment = model("ir.attachment");
    const std::size_t type = attachment.at("type"), checksum = attachment.at("checksum"),
                      size = attachment.at("file_size");
    std::map<std::string, std::pair<RecordId, std::uint64_t>> all;
    fetch_.spool().read(attachment, [&](Row&& row) {
      if (row[type] == "binary" && row[checksum])
        all.try_emplace(*row[checksum], number(row.front()),
                        static_cast<std::uint64_t>(number(row[size])));
    });
    std::map<RecordId, Content> batch;
    std::uint64_t bytes = 0;
    const auto hand_over = [&] {
      read_contents(batch, sink, missing);
      batch.clear();
      bytes = 0;
    };
    for (const auto& [sum, found] : all) {
      const Content content{sum, found.second};
      if (!wanted(content)) continue;
      if (!batch.empty() &&
          (bytes + content.size > contents_bytes || batch.size() >= contents_at_once))
        hand_over();
      batch[found.first] = content;
      bytes += content.size;
    }
    hand_over();
  }

 private:
  void read_contents(const std::map<RecordId, Content>& batch,
                     const std::function<void(const Content&, const ContentPieces&)>& sink,
                     const std::function<void(const Content&)>& missing) {
    if (batch.empty()) return;
    json ids = json::array();
    for (const auto& [id, content] : batch) ids.push_back(id);
    std::map<RecordId, json> found;
    for (json& one :
         session_.call("ir.attachment", "read", json::array({ids, json::array({"datas"})})))
      found[one.at("id").get<RecordId>()] = std::move(one["datas"]);
    for (auto& [id, content] : batch) {
      const json& data = found[id];
      const std::string bytes =
          data.is_string() ? bridge::base64_decode_lenient(data.get<std::string>()) : std::string();
      // Odoo says nothing, and no error, when the file is gone
      if (bytes.empty() && content.size > 0) {
        missing(content);
        continue;
      }
      const Content there{content.checksum, bytes.size()};
      sink(there, [&bytes, told = false]() mutable {
        if (std::exchange(told, true)) return std::string();
        return bytes;
      });
    }
  }

  RpcSession session_;
  mutable RpcFetch fetch_;
  SourceInfo info_;
};

}  // namespace

std::unique_ptr<Source> open_rpc_source(const std::string& url, const ServerLogin& login,
                                        const Selection& selection, const Fetched& told) {
  return std::make_unique<RpcSource>(url, login, selection, told);
}

}  // namespace chatterd::migrate
