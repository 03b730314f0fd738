package dev.weir.clients.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The two servers of the matrix: started for the first deed of a run, ended with the run. */
final class Sites implements ArgumentsProvider {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(Sites.class);

  @Override
  public Stream<Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OURS)
        .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
        .sites()
        .stream()
        .map(Arguments::of);
  }

  /** Servers, and the folder with all that is theirs. */
  private record Running(Path work, List<Site> sites) implements AutoCloseable {
    static Running start() {
      try {
        // Podman takes no folder with more than 50 letters
        Path work = Files.createTempDirectory(Path.of("/tmp"), "mx");
        return new Running(
            work,
            List.of(
                Site.start("HTTP", work.resolve("http")),
                Site.start("TLS", work.resolve("tls"), "--registry-tls", "on")));
      } catch (Exception e) {
        throw new IllegalStateException("the matrix has no servers", e);
      }
    }

    @Override
    public void close() throws IOException {
      for (Site site : sites) {
        site.close();
      }
      remove(work);
    }
  }

  /** Removes a folder with all in it. */
  static void remove(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(files::add);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
