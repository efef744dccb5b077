-- A copy for tests: it belongs to nobody, knows no secret, and has nothing to say to Azure DevOps.
INSERT INTO azdev_instance (instance_id) VALUES ('neutralized')
ON CONFLICT (only_row) DO UPDATE SET instance_id = 'neutralized';
DELETE FROM azdev_vault;
UPDATE azdev_connection_credential
SET revoked_at = clock_timestamp() AT TIME ZONE 'UTC' WHERE revoked_at IS NULL;
UPDATE azdev_callback SET state = 'void', last_error = 'neutralized' WHERE state IN ('waiting', 'sent');
