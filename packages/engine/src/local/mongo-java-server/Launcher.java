import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.List;
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
    MVStore store = new MVStore.Builder().fileName(file).open();
    // An acknowledged write may be lost by a kill within this delay (milliseconds). The retention
    // time stays at its default: 0 corrupts reads.
    store.setAutoCommitDelay(20);
    var backend = new H2Backend(store);
    backend.version(VERSION);
    var server = new MongoServer(backend);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      server.shutdown();
      if (!store.isClosed()) store.close();
    }));
    server.bind("127.0.0.1", port);
  }
}
