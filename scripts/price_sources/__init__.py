"""Readers of the open price lists: each turns one package into statements in one vocabulary.

A statement is what one source says about one model at one host. Keys, all optional:

``k`` kind; ``c`` context window; ``i`` max input; ``o`` max output (tokens); ``can`` / ``not`` capability letters;
``rel`` release date; ``r`` shutdown date; ``x`` "deprecated" or "removed"; ``m`` smallest cacheable prefix in tokens;
``p`` prices, a list of [first day or "", {variant: "input/output/cached/write/write1h"}] in USD per million tokens;
``u`` URL; ``n`` note.
Variants: "" (standard), ">N" (prompts above N tokens), batch, flex, priority, fast, off-peak, each also with ">N";
"audio" and "image" are the prices of audio and image tokens; "per" lists unit prices ("image:0.04 second:0.0001").
"""
