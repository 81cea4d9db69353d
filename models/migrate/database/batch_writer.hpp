// Writes one batch of a run into the tables of a target database, with external ids and journal.
#pragma once
#include "models/migrate/database/identification.hpp"

namespace chatterd::migrate {

// What the batches of a run have in common.
struct RunContext {
  const Target& target;
  const TargetSchema& schema;
  const SourceInfo& info;
  Identification& identification;
  Mapping& mapping;
  const Mapping& foreign;  // by target id: records that the target had before
  const Notices& notices;
  std::int64_t run = 0;
  bool keep_ids = false, dry_run = false;
  bool unknown_source = false;  // nothing of it was here, not even from runs whose journal is gone
};

// Within a transaction of `link`; with `dry_run` it looks everything up and writes nothing. Throws
// SqlError.
Tally write_batch(bridge::Connection& link, const RunContext& context, const Batch& batch);

void tell_lost(const Notices& notices, const Lost& lost);

}  // namespace chatterd::migrate
