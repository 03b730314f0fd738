package dev.weir.failure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;

/** Why a file could not be read or written. */
public final class FileProblem {
  private FileProblem() {}

  /** Said of the file, without its name: "there is no such file", "permission denied". */
  public static String words(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is no such file or directory";
      case FileNotFoundException _ -> "there is no such file, or it may not be read";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "something else has that name";
      case NotDirectoryException _ -> "it is no directory";
      case DirectoryNotEmptyException _ -> "the directory is not empty";
      case FileSystemLoopException _ -> "its links lead in a circle";
      case FileSystemException other -> reason(other);
      case CharacterCodingException _ -> "it is no text in UTF-8";
      default -> plain(String.valueOf(failure.getMessage()));
    };
  }

  /** Why a file cannot be read, if so: who looks at it as root finds nothing wrong with it. */
  public static Optional<String> ofReading(Path file) {
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        return Optional.of("it is no file");
      }
      return Files.isReadable(file)
          ? Optional.empty()
          : Optional.of("permission denied; let the server's user read it");
    } catch (IOException e) {
      return Optional.of(words(e));
    }
  }

  /** The text of a file; a failure names it, which the JDK's own sometimes does not. */
  public static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(file.toString(), null, words(e));
    }
  }

  /** With the name of the file, where the failure knows it. */
  public static String named(IOException failure) {
    return failure instanceof FileSystemException known && known.getFile() != null
        ? known.getFile() + ": " + words(failure)
        : words(failure);
  }

  /** The system's own words: "read-only file system", "no space left on device". */
  private static String reason(FileSystemException failure) {
    String reason = failure.getReason();
    return reason == null || reason.isEmpty()
        ? "it cannot be used"
        : reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }

  private static String plain(String message) {
    return message.isEmpty() || message.equals("null")
        ? "it cannot be read or written"
        : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
