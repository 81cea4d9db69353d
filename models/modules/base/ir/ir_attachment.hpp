// The parts of ir.attachment, and what binary fields and file routes use of it.
#pragma once
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_ir_attachment_content(Model& m);  // ir_attachment_content.cpp: bytes, sizes, mime types
void define_ir_attachment_access(
    Model& m);  // ir_attachment_access.cpp: who may, create, write, unlink, search

// base64.b64decode of a value; none of what is false. Throws TypeError, ValueError and
// binascii.Error.
std::string bytes_of_base64(const Value& datas);
// The bytes of a row: from the filestore when store_fname is set, else from the column (base64
// text).
std::string attachment_bytes(const Env& env, const Value& store_fname, const Value& db_datas);
// The values for create or write with `datas` turned into stored content: file_size, checksum,
// mimetype, index_content, store_fname, db_datas. Throws binascii.Error for text that is not
// base64.
Value attachment_content_values(const Env& env, Value values);
// After the commit, files that may have lost their last attachment go to the collector's checklist.
void forget_stored_files(const Env& env, const std::vector<std::string>& names);
// "21.00 bytes", "1.50 Kb"
std::string human_size(std::size_t bytes);
// ir.attachment check(mode, values): throws AccessError. `values` may name res_model and res_id of
// new ones.
void check_attachments(const Records& attachments, const std::string& mode,
                       const Value& values = Value::object());

}  // namespace chatterd
