// Run by mongosh as the root user: begins the replica set, and makes the engine's user with rights on its database only.
// Safe to run again; a changed password is taken over.
const { ENGINE_DATABASE, ENGINE_PASSWORD } = process.env;

try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongodb:27017' }] });
}

const until = Date.now() + 60_000;
while (!db.hello().isWritablePrimary) {
  if (Date.now() > until) throw new Error('The replica set has no primary after a minute.');
  sleep(500);
}

const database = db.getSiblingDB(ENGINE_DATABASE);
const rights = { pwd: ENGINE_PASSWORD, roles: [{ role: 'readWrite', db: ENGINE_DATABASE }] };
if (database.getUser('throughline')) database.updateUser('throughline', rights);
else database.createUser({ user: 'throughline', ...rights });
print('The replica set and the user are ready.');
