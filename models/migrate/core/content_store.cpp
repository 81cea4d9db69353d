// A temporary file and a rename: readers never see half an attachment, nor does a run that was
// killed leave one.
#include "models/migrate/core/content_store.hpp"

#include <fstream>

#include "bridge/files/hash.hpp"

namespace chatterd::migrate {
namespace fs = std::filesystem;

std::string ContentStore::name(const Content& content) const {
  const bool fits = content.checksum.size() == 40 &&
                    content.checksum.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!fits) throw std::runtime_error("not a checksum: " + content.checksum);
  return content.checksum.substr(0, 2) + "/" + content.checksum;
}

bool ContentStore::has(const Content& content) const {
  return store_.size(name(content)) == content.size;
}

bool ContentStore::write(const Content& content, const ContentPieces& pieces) {
  const fs::path place = store_.full_path(name(content));
  fs::create_directories(place.parent_path());
  const fs::path temporary = place.string() + ".migrate";
  bridge::Digester digester(bridge::Digest::sha1);
  std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
  for (std::string piece = pieces(); !piece.empty(); piece = pieces()) {
    digester.add(piece);
    file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
  file.close();
  if (!file) throw std::runtime_error("cannot write " + temporary.string());
  fs::rename(temporary, place);
  return bridge::hex(digester.finish()) == content.checksum;
}

void ContentStore::remove(const std::string& name) { fs::remove(store_.full_path(name)); }

}  // namespace chatterd::migrate
