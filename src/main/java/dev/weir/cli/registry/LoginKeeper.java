package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Programs;
import dev.weir.remote.Credential;
import dev.weir.remote.login.LoginPlaces;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps a login where it will be found first: in the file of the flags or of {@code
 * REGISTRY_AUTH_FILE}, or else where podman's tools look first and, if docker is there, in docker's
 * file as well. Says where.
 */
final class LoginKeeper {
  private final Call call;
  private final String host;
  private final Credential credential;
  private final LoginPlaces places;

  LoginKeeper(Call call, String host, Credential credential) {
    this.call = call;
    this.host = host;
    this.credential = credential;
    this.places = call.context().loginPlaces();
  }

  /**
   * Does it.
   *
   * @throws CliException if a file cannot be written
   */
  void keep() throws IOException, InterruptedException {
    Optional<Path> only = named();
    if (only.isPresent()) {
      keepIn(List.of(only.get()));
      return;
    }
    keepIn(places.containers());
    if (dockerIsThere()) {
      keepForDocker();
    }
  }

  private Optional<Path> named() {
    for (String flag : List.of("--to", "--registry-config")) {
      if (!call.text(flag).isEmpty()) {
        return Optional.of(call.context().file(call.text(flag)));
      }
    }
    return places.named();
  }

  /** In the first file that can be written, if no earlier one is there to be read before it. */
  private void keepIn(List<Path> files) throws IOException, InterruptedException {
    for (Path path : files) {
      try {
        AuthFile file = AuthFile.read(path);
        keep(file, file.helper(host));
        return;
      } catch (FileSystemException e) {
        if (path.equals(files.getLast()) || Files.exists(path)) {
          throw CliException.error("the login cannot be kept in " + path + ": " + reason(e));
        }
      }
    }
  }

  /** Whatever docker's side cannot do, podman's is done. */
  private void keepForDocker() throws InterruptedException {
    Path path = places.docker();
    try {
      AuthFile file = AuthFile.read(path);
      keep(file, file.dockerHelper(host));
    } catch (FileSystemException e) {
      dockerIsLeftOut(path + ": " + reason(e));
    } catch (CliException | IOException e) {
      dockerIsLeftOut(String.valueOf(e.getMessage()));
    }
  }

  private void dockerIsLeftOut(String why) {
    call.warn("warning: docker is not logged in: " + why);
  }

  private void keep(AuthFile file, String helper) throws IOException, InterruptedException {
    if (helper.isEmpty()) {
      file.add(host, credential.username() + ":" + credential.password());
      call.print("Saved credentials for " + host + " into " + shown(file.file()));
    } else {
      CredentialHelper.store(call.context(), helper, host, credential);
      call.print(
          "Saved credentials for "
              + host
              + " with "
              + CredentialHelper.program(helper)
              + ", as "
              + file.file()
              + " asks");
    }
    for (String part : file.forPartsOf(host)) {
      call.warn("warning: " + file.file() + " has a login for " + part + ", which wins there");
    }
  }

  /** A file that was named is called as it was named. */
  private String shown(Path file) {
    CliContext context = call.context();
    return Stream.of(
            call.text("--to"),
            call.text("--registry-config"),
            context.variable("REGISTRY_AUTH_FILE"))
        .filter(name -> !name.isEmpty() && context.file(name).equals(file))
        .findFirst()
        .orElse(file.toString());
  }

  private boolean dockerIsThere() {
    CliContext context = call.context();
    return Files.isDirectory(places.docker().resolveSibling(""))
        || !context.variable("DOCKER_CONFIG").isEmpty()
        || Programs.find(context, "docker").isPresent();
  }

  private static String reason(FileSystemException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> e.getFile() + " cannot be made";
      case FileAlreadyExistsException _, NotDirectoryException _ -> e.getFile() + " is in the way";
      default -> e.getReason() == null ? e.getFile() + " cannot be written" : e.getReason();
    };
  }
}
