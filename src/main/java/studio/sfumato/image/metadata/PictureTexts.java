package studio.sfumato.image.metadata;

import java.util.List;
import studio.sfumato.image.PngText;

/// The texts in Sfumato's own pictures.
public final class PictureTexts {
    /// Keyword of A1111's text, which most tools read.
    public static final String PARAMETERS = "parameters";

    /// Keyword of the full request as JSON: enough to make the picture again.
    public static final String REQUEST = "sfumato";

    /// Keyword of an XMP packet (XMP specification, part 3, §1.1.5).
    static final String XMP = "XML:com.adobe.xmp";

    /// IPTC's word for a picture made by a trained model. It needs no namespace but `Iptc4xmpExt`.
    private static final String MADE_BY_A_MODEL = """
            <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
             <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
              <rdf:Description rdf:about=""
                xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
                Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>
             </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="r"?>""";

    private PictureTexts() {}

    /// {@return what to write into a picture made from a prompt alone}
    ///
    /// @param requestJson the request; any JSON object
    public static List<PngText> of(PictureParameters parameters, String requestJson) {
        return List.of(
                PngText.of(PARAMETERS, A1111Parameters.write(parameters)),
                PngText.of(REQUEST, requestJson),
                new PngText(XMP, MADE_BY_A_MODEL, true));
    }
}
