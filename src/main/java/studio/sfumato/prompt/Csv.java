package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.error.RequestException;

/// Comma-separated values as RFC 4180 has them: fields may be quoted, a quote inside is doubled, and quoted fields may
/// hold commas and line ends. Lines may end in CRLF, LF or CR.
final class Csv {
    /// One record of the file.
    ///
    /// @param line the line of the file it starts on, from 1
    record Row(int line, List<String> fields) {}

    private final String name;
    private final String text;
    private final List<Row> rows = new ArrayList<>();
    private int at;
    private int line = 1;

    private Csv(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /// {@return the records of `text`, without those on empty lines}
    ///
    /// @param name what the file is called in messages
    /// @throws RequestException if a quote is never closed, or text follows a closed one
    static List<Row> parse(String name, String text) {
        Csv csv = new Csv(name, text);
        while (csv.at < text.length()) {
            csv.readRow();
        }
        return csv.rows;
    }

    private void readRow() {
        int start = line;
        int from = at;
        List<String> fields = new ArrayList<>();
        fields.add(readField());
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            fields.add(readField());
        }
        boolean empty = at == from;
        skipLineEnd();
        if (!empty) {
            rows.add(new Row(start, fields));
        }
    }

    private String readField() {
        if (at < text.length() && text.charAt(at) == '"') {
            return readQuoted();
        }
        int from = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private String readQuoted() {
        int start = line;
        StringBuilder field = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                field.append('"');
                at += 2;
            } else if (c == '"') {
                at++;
                if (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
                    throw new RequestException(name + " line " + line + ": text after a closing quote");
                }
                return field.toString();
            } else if (c == '\r' || c == '\n') {
                field.append('\n');
                skipLineEnd();
            } else {
                field.append(c);
                at++;
            }
        }
        throw new RequestException(name + " line " + start + ": a quote is opened and never closed");
    }

    private void skipLineEnd() {
        if (at < text.length()) {
            at += text.startsWith("\r\n", at) ? 2 : 1;
            line++;
        }
    }
}
