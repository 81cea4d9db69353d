// The parts of ir.sequence.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// PostgreSQL's sequence behind a standard one: "ir_sequence_042".
std::string database_sequence(Id id);

void define_ir_sequence_methods(Model& m);  // ir_sequence_next.cpp: numbers, create, write, unlink

}  // namespace chatterd
