"""A small character language model of ordinary Chinese and of this domain: how likely is a text?"""
