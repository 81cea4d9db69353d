// Attachments by checksum in an Odoo filestore, written in pieces.
#pragma once
#include "bridge/files/filestore.hpp"
#include "models/migrate/core/source.hpp"

namespace chatterd::migrate {

class ContentStore {
 public:
  explicit ContentStore(const std::string& folder) : store_(folder) {}
  // The name of its file: "ab/ab12…". Throws std::runtime_error when the checksum is none.
  std::string name(const Content& content) const;
  // Is it there in this size?
  bool has(const Content& content) const;
  // Puts the bytes in place, at once and whole. False when they are not what the checksum says.
  bool write(const Content& content, const ContentPieces& pieces);
  void remove(const std::string& name);

 private:
  bridge::Filestore store_;
};

}  // namespace chatterd::migrate
