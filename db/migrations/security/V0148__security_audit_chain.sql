-- What waits for its place in the chain; nearly always nothing.
create index audit_entry_outside on audit_entry (id) where seq is null;

-- Beside the trigger: whoever the control plane signs in as may add entries and give them their place, and nothing else. An owner can
-- take the right back, and a superuser needs none; for those there are the chain and its checkpoints.
revoke update, delete, truncate on audit_entry from public, current_user;
grant update (seq, hash) on audit_entry to current_user;
