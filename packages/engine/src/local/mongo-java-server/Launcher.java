import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.mvstore.MVStore;

/** The MongoDB-compatible server on one file: java -cp 'lib/*' Launcher.java <port> <file>. */
public class Launcher {
  // Driver 7 refuses the server's own default of wire version 8.
  static final MongoVersion VERSION = new MongoVersion() {
    public List<Integer> getVersionArray() { return List.of(4, 4, 0); }
    public int getWireVersion() { return 9; }
  };

  public static void main(String[] args) {
    try {
      serve(Integer.parseInt(args[0]), args[1]);
    } catch (Throwable error) {
      error.printStackTrace();
      // Threads that were started already would keep a server alive that serves nothing.
      Runtime.getRuntime().halt(1);
    }
  }

  static void serve(int port, String file) {
    // Small pages: with each change of a row, the rows beside it in its page are written again. The file may have holes.
    MVStore store =
        new MVStore.Builder().fileName(file).pageSplitSize(4_096).cacheSize(64).autoCompactFillRate(50).open();
    // An acknowledged write may be lost by a kill within this delay (milliseconds). The retention
    // time stays at its default: 0 corrupts reads.
    store.setAutoCommitDelay(20);
    var backend = new IndexedBackend(store);
    backend.version(VERSION);
    var server = new MongoServer(backend);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      server.shutdown();
      if (!store.isClosed()) store.close();
    }));
    server.bind("127.0.0.1", port);
  }

  /** With indexes where the server of itself reads whole collections, which a case would feel after some hundred others. */
  static class IndexedBackend extends H2Backend {
    IndexedBackend(MVStore store) { super(store); }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
      return new H2Database(name, getMvStore(), getCursorRegistry()) {
        @Override
        protected Index<Object> openOrCreateUniqueIndex(
            String collection, String index, List<IndexKey> keys, boolean sparse) {
          return new UniqueIndex(index, keys, sparse);
        }

        @Override
        protected Index<Object> openOrCreateSecondaryIndex(
            String collection, String index, List<IndexKey> keys, boolean sparse) {
          return new SecondaryIndex(index, keys);
        }
      };
    }
  }

  /**
   * In memory, filled when the collection is opened: the server's own writes its keys to the file, and compares them as bytes.
   * Also finds by its keys what is asked with more conditions, such as an update of one row in a certain state, and by the first
   * of several keys alone.
   */
  static class UniqueIndex extends AbstractUniqueIndex<Object> {
    private final Map<KeyValue, Object> positions = new HashMap<>();
    private final SecondaryIndex byFirst;

    UniqueIndex(String name, List<IndexKey> keys, boolean sparse) {
      super(name, keys, sparse);
      byFirst = new SecondaryIndex(name, keys);
    }

    @Override
    public synchronized boolean canHandle(Document query) {
      return isWhole(query) || isCompoundIndex() && byFirst.canHandle(query);
    }

    @Override
    public synchronized Iterable<Object> getPositions(Document query) {
      return isWhole(query) ? super.getPositions(query) : byFirst.getPositions(query);
    }

    @Override
    public synchronized void add(Document document, Object position, MongoCollection<Object> collection) {
      super.add(document, position, collection);
      if (isCompoundIndex()) byFirst.add(document, position, collection);
    }

    @Override
    public synchronized Object remove(Document document) {
      if (isCompoundIndex()) byFirst.remove(document);
      return super.remove(document);
    }

    private boolean isWhole(Document query) {
      Document own = new Document();
      for (String key : keys()) {
        if (!query.containsKey(key)) return false;
        own.put(key, query.get(key));
      }
      return super.canHandle(own);
    }

    @Override protected Object removeDocument(KeyValue key) { return positions.remove(key); }
    @Override protected Object getPosition(KeyValue key) { return positions.get(key); }
    @Override protected Iterable<Map.Entry<KeyValue, Object>> getIterable() { return positions.entrySet(); }
    @Override public synchronized long getCount() { return positions.size(); }
    @Override public long getDataSize() { return getCount(); }

    @Override
    protected boolean putKeyPosition(KeyValue key, Object position) {
      return positions.putIfAbsent(key, position) == null;
    }
  }

  /** In memory, filled when the collection is opened: rows by the texts in the first field, for equality and $in. */
  static class SecondaryIndex extends Index<Object> {
    private final Map<String, Set<Object>> positions = new HashMap<>();
    private final String field;

    SecondaryIndex(String name, List<IndexKey> keys) {
      super(name, keys, true);
      field = keys().get(0);
    }

    @Override
    public synchronized boolean canHandle(Document query) {
      return askedFor(query) != null;
    }

    @Override
    public synchronized Iterable<Object> getPositions(Document query) {
      Set<Object> found = new LinkedHashSet<>();
      for (Object text : askedFor(query)) found.addAll(positions.getOrDefault(text, Set.of()));
      return found;
    }

    /** Null where the query asks for anything else than texts. */
    private Collection<?> askedFor(Document query) {
      Object asked = query.get(field);
      if (asked instanceof String) return List.of(asked);
      if (!(asked instanceof Document)) return null;
      Document expression = (Document) asked;
      Object list = expression.size() == 1 ? expression.get("$in") : null;
      if (!(list instanceof Collection)) return null;
      Collection<?> texts = (Collection<?>) list;
      return texts.stream().allMatch(text -> text instanceof String) ? texts : null;
    }

    private Stream<String> textsOf(Document document) {
      Object value = Utils.getSubdocumentValueCollectionAware(document, field);
      Stream<?> values = value instanceof Collection ? ((Collection<?>) value).stream() : Stream.of(value);
      return values.filter(text -> text instanceof String).map(text -> (String) text);
    }

    @Override
    public synchronized void add(Document document, Object position, MongoCollection<Object> collection) {
      textsOf(document)
          .forEach(text -> positions.computeIfAbsent(text, none -> new LinkedHashSet<>()).add(position));
    }

    /** No position: it may have none, and the index of ids tells it. */
    @Override
    public synchronized Object remove(Document document) {
      Object position = document.get("_id");
      textsOf(document).forEach(text -> positions.computeIfPresent(text, (none, rows) -> {
        rows.remove(position);
        return rows.isEmpty() ? null : rows;
      }));
      return null;
    }

    @Override
    public synchronized void updateInPlace(
        Document before, Document after, Object position, MongoCollection<Object> collection) {
      remove(before);
      add(after, position, collection);
    }

    @Override public Object getPosition(Document document) { return null; }
    @Override public synchronized long getCount() { return positions.size(); }
    @Override public long getDataSize() { return getCount(); }
    @Override public void checkAdd(Document document, MongoCollection<Object> collection) {}
    @Override public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {}
    @Override public void drop() {}
  }
}
