"""What the addon needs of the engine, without Odoo: signatures, connections, the circuit breaker, the guard."""
